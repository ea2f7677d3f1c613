import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { type Worker } from 'node:worker_threads';

import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';

import { type Recorded } from '#event-store';

import { Tidemark, type Json } from './tidemark.js';

describe('a read model that has stopped', () => {
  let tidemark: Tidemark;

  beforeEach(async () => {
    tidemark = await Tidemark.start(undefined, { hasThread: true });
    await tidemark.form();
    await tidemark.get('/v1/events');
  });

  afterEach(() => tidemark.stop());

  const metric = async (name: string): Promise<string | undefined> => {
    const text = await (await fetch(`${tidemark.url}/metrics`)).text();
    return new RegExp(`^${name} (.*)$`, 'm').exec(text)?.[1];
  };

  /**
   * Expects that reads of the past are refused with the reason, and that other requests are
   * answered.
   */
  const expectStopped = async (reason: RegExp): Promise<void> => {
    for (const path of ['/readyz', '/v1/events', '/v1/operations']) {
      const { status, body, headers } = await tidemark.send(`GET ${path}`);
      expect([path, status]).toEqual([path, 503]);
      expect(body['type']).toBe('urn:tidemark:problem:read-model-stopped');
      expect(body['detail']).toMatch(reason);
      expect(headers.get('retry-after')).toBe('1');
    }
    expect(await metric('tidemark_read_model_stopped')).toBe('1');
    expect(await metric('tidemark_fold_stopped')).toBe('0');
    expect((await tidemark.send('GET /v1/nodes/node-a')).status).toBe(200);
    expect((await tidemark.edit('node-a', 'meanwhile')).status).toBe(200);
    const old = await tidemark.send('GET /v1/events?consistency=eventual');
    expect(old.status).toBe(200);
    expect(tidemark.defects).toHaveLength(1);
    expect(String(tidemark.defects[0])).toMatch(reason);
  };

  test('because its file cannot be written goes on by itself once it can', async () => {
    const file = new DatabaseSync(join(tidemark.engine.parts.settings.data, 'reads.db'));
    file.exec('BEGIN IMMEDIATE');
    await tidemark.edit('node-a', 'first');
    await tidemark.until(async () => (await tidemark.send('GET /readyz')).status === 503);
    await expectStopped(/database is locked; it is retried automatically$/);
    file.exec('ROLLBACK');
    file.close();
    await tidemark.until(async () => (await tidemark.send('GET /readyz')).status === 200);
    const events = await tidemark.items('/v1/events?type=RegistryChanged&order=oldest');
    expect(events.map(({ data }) => (data as Json)['changes'][0].value.base64)).toHaveLength(2);
    expect(await metric('tidemark_read_model_stopped')).toBe('0');
    expect(await tidemark.items('/v1/parked')).toEqual([]);
  });

  test('because its thread has ended says so, and does not keep the server from stopping', async () => {
    const { file: followed } = tidemark.engine.reads as unknown as Readonly<{
      file: { projecting: { worker: Worker } };
    }>;
    await followed.projecting.worker.terminate();
    await tidemark.edit('node-a', 'first');
    await expectStopped(/the projection thread has ended.*not go on without a restart/);
    await tidemark.stop();
  });
});

describe('a fold that has stopped', () => {
  let tidemark: Tidemark;

  beforeEach(async () => {
    tidemark = await Tidemark.start();
    await tidemark.form();
  });

  afterEach(() => tidemark.stop());

  test('because of an event that cannot be folded gives no answer that may be wrong', async () => {
    const { engine } = tidemark;
    const [first] = await tidemark.items('/v1/nodes');
    const stream = engine.stream('node', String(first?.['id']));
    const revision = engine.fold.target.revision(stream);
    const metadata = { ...(await events(engine)).metadata };
    const bad = { id: engine.parts.newId(), type: 'RegistryChanged', data: {}, metadata };
    const stopped = new Promise((resolve) => {
      engine.fold.onStopped(resolve);
    });
    await engine.store.append(stream, [bad], revision);
    await stopped;
    for (const request of [
      'GET /readyz',
      'GET /v1/nodes',
      'GET /v1/nodes?consistency=eventual',
      'GET /v1/events',
      'POST /v1/nodes',
      'DELETE /v1/nodes/nobody',
    ]) {
      const body = request.startsWith('POST') ? { name: 'node-c' } : undefined;
      const answer = await tidemark.send(request, body);
      expect([request, answer.status, answer.body['type']]).toEqual([
        request,
        503,
        'urn:tidemark:problem:fold-stopped',
      ]);
      expect(answer.body['detail']).toMatch(/^the fold of the log has stopped: .*; it /);
    }
    expect((await tidemark.send('GET /v1/events?at=3')).status).toBe(503);
    expect((await tidemark.send('GET /v1/events?at=3&consistency=eventual')).status).toBe(200);
    await tidemark.until(async () => !engine.leadership.isHeld || !tidemark.isShared);
    expect(tidemark.defects).not.toEqual([]);
  });
});

/** An event of the log. */
const events = async ({ store }: Tidemark['engine']): Promise<Recorded> => {
  for await (const recorded of store.readLog({ limit: 1 })) return recorded;
  throw new Error('the log is empty');
};
