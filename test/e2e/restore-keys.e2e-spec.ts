import { generateKeyPairSync } from 'node:crypto';

import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';

import { Tidemark, type Answer, type Json } from './tidemark.js';

const PROVIDER = 'Microsoft Enhanced Cryptographic Provider v1.0';
const NAME = `1\\${PROVIDER}\\C`;

const newKey = (): string =>
  generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey.export({
    type: 'pkcs8',
    format: 'pem',
  }) as string;

/** The same keys in every test, because making keys is slow. */
const [GOOD, BAD] = [newKey(), newKey()];

describe('the checkpoint of a key container', () => {
  let tidemark: Tidemark;
  let backup: string;
  let id: string;
  let good: string;

  const store = async (pem: string): Promise<string> => {
    const body = { type: 1, provider: PROVIDER, container: 'C', pem };
    const answer = await tidemark.send('PUT /v1/nodes/node-a/key-containers', body);
    return String((answer.body['result'] as Json)['fingerprint']);
  };

  const live = async (): Promise<unknown> =>
    (await tidemark.items('/v1/nodes/node-a/key-containers'))[0]?.['fingerprint'];

  const copy = async (): Promise<unknown> =>
    (await tidemark.items('/v1/resources/Server/checkpoints'))[0]?.['hash'];

  const restore = (more: Json = {}): Promise<Answer> =>
    tidemark.send(`POST /v1/backups/${backup}/restore`, {
      ...{ what: { resource: 'Server' }, newer: 'remove', reason: 'wrong keys' },
      ...more,
    });

  beforeEach(async () => {
    tidemark = await Tidemark.start();
    await tidemark.form();
    good = await store(GOOD);
    const made = { kind: 'crypto', key: NAME };
    const added = await tidemark.send('POST /v1/resources/Server/checkpoints', made);
    id = String((added.body['result'] as Json)['id']);
    backup = String((await tidemark.send('POST /v1/backups', {})).body['id']);
    await tidemark.send('POST /v1/resources/Server/online');
    expect(await store(BAD)).not.toBe(good);
  });

  afterEach(async () => {
    await tidemark.stop();
    expect(tidemark.defects).toEqual([]);
  });

  test('gets the keys of the backup as the stored copy, and the next online brings them', async () => {
    await tidemark.send('POST /v1/resources/Server/offline');
    expect(await copy()).not.toBe(good);
    const shown = await restore({ dryRun: true });
    expect(shown.body).toMatchObject({
      diff: { summary: { changed: 1 }, items: [{ checkpoint: id, right: { fingerprint: good } }] },
    });
    expect((await restore()).status).toBe(200);
    expect(await copy()).toBe(good);
    expect(await live()).not.toBe(good);
    await tidemark.send('POST /v1/resources/Server/online');
    expect(await live()).toBe(good);
  });

  test('of a resource that is online needs force, and then has them at once', async () => {
    expect((await restore()).body['win32']).toMatchObject({ code: 5019 });
    expect((await restore({ force: true })).status).toBe(200);
    expect([await live(), await copy()]).toEqual([good, good]);
  });

  test('that was deleted does not come back: its keys were erased', async () => {
    await tidemark.send('POST /v1/resources/Server/offline');
    await tidemark.send(`DELETE /v1/resources/Server/checkpoints/${id}`);
    const shown = await restore({ dryRun: true });
    expect(shown.body['untouched']).toMatchObject([{ resource: 'Server', checkpoint: id }]);
    await restore();
    expect(await copy()).toBeUndefined();
  });
});
