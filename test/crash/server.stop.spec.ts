import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';

import { isErasable } from '#domain';
import { SqliteEventStore } from '#event-store-sqlite';

import { audit } from '../support/audit.js';
import { startServer, type ServerProcess } from '../support/server.js';

const WRITERS = 32;

describe('a server that is asked to stop', () => {
  let folder: string;
  let server: ServerProcess;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'tidemark-stop-'));
    server = await startServer(folder);
  });

  afterEach(async () => {
    await rm(folder, { recursive: true, force: true });
  });

  const send = (method: string, path: string, body: object): Promise<Response> =>
    fetch(`${server.url}/v1/${path}`, {
      method,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });

  test('answers the requests under way, keeps their writes, and ends with exit code 0 although a client still listens', async () => {
    await send('POST', 'nodes', { name: 'node-a' });
    const listening = await fetch(`${server.url}/v1/events/stream`);
    const writing = Array.from({ length: WRITERS }, async (_, index) => {
      const value = { type: 'REG_DWORD', number: index };
      const change = { op: 'set', key: 'SOFTWARE\\Contoso', name: `n${index}`, value };
      const answer = await send('PATCH', 'nodes/node-a/registry', { changes: [change] });
      const { events } = (await answer.json()) as { events?: { id: string }[] };
      return { status: answer.status, ids: (events ?? []).map(({ id }) => id) };
    });
    const first = await Promise.race(writing);
    const [stopped, outcomes] = await Promise.all([server.stop(), Promise.allSettled(writing)]);
    await listening.text().catch(() => '');

    expect(stopped).toBe(0);
    expect(first.status).toBe(200);
    const acknowledged = outcomes.flatMap((outcome) =>
      outcome.status === 'fulfilled' ? outcome.value.ids : [],
    );
    const store = SqliteEventStore.open({
      file: join(folder, 'log.db'),
      clock: () => new Date(),
      isErasable,
    });
    const { faults, ids } = await audit(store);
    await store.close();
    expect(faults).toEqual([]);
    expect(acknowledged.length).toBeGreaterThan(0);
    expect(acknowledged.filter((id) => !ids.has(id))).toEqual([]);
  });

  test('releases its log: another server opens it at once, and a third one names the holder', async () => {
    expect(await server.stop()).toBe(0);
    const next = await startServer(folder);
    const third = await startServer(folder).catch((error: unknown) => String(error));
    expect(third).toContain('ended with 1');
    expect(await next.stop()).toBe(0);
  });
});
