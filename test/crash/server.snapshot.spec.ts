import { existsSync, rmSync, statSync, truncateSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';

import { startServer, type ServerProcess } from '../support/server.js';

const KEY = 'SOFTWARE\\Contoso';
const BATCH = 1000;
/** The number of batches, which is enough for a snapshot. */
const BATCHES = 21;

const post = async ({ url }: ServerProcess, path: string, body: object): Promise<void> => {
  const answer = await fetch(`${url}/v1/${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  expect(answer.ok).toBe(true);
  await answer.arrayBuffer();
};

const edits = (from: number): object => ({
  commands: Array.from({ length: BATCH }, (_, index) => ({
    method: 'PATCH',
    path: '/v1/nodes/node-a/registry',
    body: {
      changes: [
        {
          op: 'set',
          key: KEY,
          name: `n${index}`,
          value: { type: 'REG_DWORD', number: from + index },
        },
      ],
    },
  })),
});

/** The registry and the position of the log, as a client sees them. */
const answerOf = async ({ url }: ServerProcess): Promise<string> => {
  const registry = await fetch(`${url}/v1/nodes/node-a/registry?depth=all`);
  return `${registry.headers.get('tidemark-position') ?? ''} ${await registry.text()}`;
};

describe('a server that is killed after it has taken a snapshot', () => {
  let folder: string;
  let snapshot: string;
  let wanted: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'tidemark-snapshot-'));
    snapshot = join(folder, 'fold.snapshot');
    const server = await startServer(folder);
    await post(server, 'nodes', { name: 'node-a' });
    let batches = 0;
    for (; batches < BATCHES || !existsSync(snapshot); batches += 1)
      await post(server, 'batch', edits(batches * BATCH));
    wanted = await answerOf(server);
    await server.kill();
  });

  afterAll(() => rm(folder, { recursive: true, force: true }));

  const restarted = async (): Promise<string> => {
    const server = await startServer(folder);
    const answer = await answerOf(server);
    await server.kill();
    return answer;
  };

  test('restarts from the snapshot', async () => {
    expect(await restarted()).toBe(wanted);
  });

  test('restarts from the log where the snapshot is damaged', async () => {
    truncateSync(snapshot, Math.floor(statSync(snapshot).size / 2));
    expect(await restarted()).toBe(wanted);
  });

  test('restarts from the log where the snapshot is deleted, and takes another one without a write', async () => {
    rmSync(snapshot, { force: true });
    const server = await startServer(folder);
    expect(await answerOf(server)).toBe(wanted);
    while (!existsSync(snapshot)) await answerOf(server);
    await server.kill();
    expect(await restarted()).toBe(wanted);
  });

  test('builds the read model anew where the read model is deleted too', async () => {
    for (const end of ['', '-wal', '-shm']) rmSync(join(folder, `reads.db${end}`), { force: true });
    expect(await restarted()).toBe(wanted);
  });
});
