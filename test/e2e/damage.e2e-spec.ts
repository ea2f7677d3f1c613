import { generateKeyPairSync } from 'node:crypto';
import { renameSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';

import { Tidemark } from './tidemark.js';

const DAMAGED = 'urn:tidemark:problem:log-damaged';
const UNAVAILABLE = 'urn:tidemark:problem:log-unavailable';
const PEM = generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey.export({
  type: 'pkcs8',
  format: 'pem',
}) as string;

/** Only the embedded log has a file. */
const isEmbedded = process.env['TIDEMARK_TEST_LOG'] === undefined;

(isEmbedded ? describe : describe.skip)('the file of the log, under a running server,', () => {
  let tidemark: Tidemark;
  let data: string;

  beforeEach(async () => {
    tidemark = await Tidemark.start(undefined, { hasThread: true });
    await tidemark.form();
    data = tidemark.engine.parts.settings.data;
  });

  afterEach(() => tidemark.stop());

  /** Resolves once the read model has seen the log before the damage. */
  const projected = async (): Promise<void> => {
    const { reads, store } = tidemark.engine;
    await reads.reached((await store.head()) ?? reads.position);
  };

  test('is damaged: requests that need the damaged row are refused by name, and others go on', async () => {
    const body = { type: 24, container: 'C', pem: PEM };
    const { body: stored } = await tidemark.send('PUT /v1/nodes/node-a/key-containers', body);
    const { id } = stored['result'] as { id: string };
    await projected();
    const db = new DatabaseSync(join(data, 'log.db'));
    db.exec("UPDATE erasable SET body = replace(body, 'sealed', 'seal3d')");
    db.close();
    const reveal = `GET /v1/nodes/node-a/key-containers/${id}?reveal=true`;
    const { status, body: problem } = await tidemark.send(reveal);
    expect([status, problem['type']]).toEqual([503, DAMAGED]);
    expect(problem['detail']).toMatch(
      /log\.db is damaged at position \d+: the checksum of its row is wrong; .*--salvage/,
    );
    expect((await tidemark.edit('node-a', 'goes on')).status).toBe(200);
    expect(await tidemark.value('node-a')).toBe('goes on');
    expect(tidemark.defects).toEqual([]);
  });

  test('is damaged beyond the read model: the read model stops with the reason', async () => {
    const { reads } = tidemark.engine;
    await projected();
    const db = new DatabaseSync(join(data, 'log.db'));
    db.exec("UPDATE log SET body = replace(body, 'ClusterFormed', 'ClusterformeD')");
    db.close();
    await reads.rebuild();
    await tidemark.until(async () => (await tidemark.send('GET /readyz')).status === 503);
    const { body } = await tidemark.send('GET /v1/events');
    expect(body['type']).toBe('urn:tidemark:problem:read-model-stopped');
    expect(body['detail']).toMatch(/log\.db is damaged at position 1: the checksum/);
    expect((await tidemark.edit('node-a', 'goes on')).status).toBe(200);
  });

  test('is removed with its folder: no write is acknowledged, and the reason is shown', async () => {
    expect((await tidemark.edit('node-a', 'before')).status).toBe(200);
    renameSync(data, `${data}-away`);
    for (const request of ['PATCH /v1/nodes/node-a/registry', 'POST /v1/nodes', 'GET /readyz']) {
      const change = { op: 'set', key: 'A', name: 'x', value: { type: 'REG_DWORD', number: 1 } };
      const body = {
        'PATCH /v1/nodes/node-a/registry': { changes: [change] },
        'POST /v1/nodes': { name: 'c' },
      };
      const answer = await tidemark.send(request, body[request as keyof typeof body]);
      expect([request, answer.status, answer.body['type']]).toEqual([request, 503, UNAVAILABLE]);
      expect(answer.body['detail']).toMatch(/log\.db can't be used: \S+log\.db was removed/);
    }
    expect((await tidemark.send('GET /healthz')).status).toBe(200);
    renameSync(`${data}-away`, data);
    expect((await tidemark.edit('node-a', 'after')).status).toBe(200);
    expect((await tidemark.send('GET /readyz')).status).toBe(200);
    expect(await tidemark.value('node-a')).toBe('after');
  });
});
