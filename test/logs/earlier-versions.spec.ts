import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, describe, expect, test } from '@jest/globals';

import { Tidemark, type Json } from '../e2e/tidemark.js';
import { type TestLog } from '../support/test-log.js';

const LOGS = import.meta.dirname;

/** A copy of a data folder of an earlier version. */
const copyOf = async (version: string): Promise<TestLog> => {
  const folder = await mkdtemp(join(tmpdir(), 'tidemark-log-'));
  await cp(join(LOGS, version), folder, { recursive: true });
  return {
    settings: { TIDEMARK_DATA: folder },
    remove: () => rm(folder, { recursive: true, force: true }),
  };
};

/**
 * N1 has `v` = good, N2 has `v` = stale and a held key. R moved from N1 to N2, its restore failed, and
 * the stale key was captured as capture 3.
 */
describe('a log of version 0.1.0', () => {
  let tidemark: Tidemark;

  afterEach(async () => {
    await tidemark.stop();
    expect(tidemark.defects).toEqual([]);
  });

  const checkpoint = async (): Promise<Json> =>
    (await tidemark.items('/v1/resources/R/checkpoints'))[0] ?? {};

  test('opens, and names the capture of the key that was not restored', async () => {
    tidemark = await Tidemark.start(await copyOf('0.1.0'));
    const before = (await tidemark.items('/v1/events?limit=1000')).length;
    const found = await checkpoint();
    expect(found).toMatchObject({ captures: 3, unrestored: null });
    const hazards = found['hazards'] as Json[];
    expect(hazards.map(({ kind }) => String(kind))).toEqual(['captured-unrestored']);
    expect(hazards[0]?.['detail']).toContain('capture 3');
    expect(hazards[0]?.['remedy']).toContain('"capture": 2');
    expect(await tidemark.items('/v1/events?limit=1000')).toHaveLength(before);
  });

  test('gets the good copy back by command', async () => {
    tidemark = await Tidemark.start(await copyOf('0.1.0'));
    await tidemark.send('DELETE /v1/nodes/N2/registry/holds?key=SOFTWARE\\Contoso\\App');
    const { id } = await checkpoint();
    const path = `/v1/resources/R/checkpoints/${String(id)}`;
    const body = { reason: 'capture 3 is stale', capture: 2, force: true };
    expect((await tidemark.send(`POST ${path}/restore`, body)).status).toBe(200);
    await tidemark.send('POST /v1/groups/G/move', { to: 'N1' });
    const { values } = await tidemark.get('/v1/nodes/N1/registry?key=SOFTWARE\\Contoso\\App');
    expect(values).toEqual([
      expect.objectContaining({ name: 'v', value: { type: 'REG_SZ', text: 'good' } }),
    ]);
    expect((await checkpoint())['hazards']).toEqual([]);
  });
});
