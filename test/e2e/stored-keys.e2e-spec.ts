import { generateKeyPairSync } from 'node:crypto';

import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';

import { Tidemark, type Answer, type Json } from './tidemark.js';

/** PROV_MS_EXCHANGE has no default provider on a new node. */
const TYPE = 5;
const PROVIDER = 'Contoso CSP';
const NAME = `${TYPE}\\\\C`;

const newKey = (): string =>
  generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey.export({
    type: 'pkcs8',
    format: 'pem',
  }) as string;

/** The same keys in every test, because making keys is slow. */
const [GOOD, STALE, NEW] = [newKey(), newKey(), newKey()];

/**
 * The container C of node-a is checkpointed. node-b has other keys in its C, and no default
 * provider.
 */
describe('a key container whose restore fails', () => {
  let tidemark: Tidemark;

  const store = async (node: string, pem: string): Promise<string> => {
    const body = { type: TYPE, provider: PROVIDER, container: 'C', pem };
    const answer = await tidemark.send(`PUT /v1/nodes/${node}/key-containers`, body);
    return String((answer.body['result'] as Json)['fingerprint']);
  };

  const setDefault = (node: string): Promise<Answer> =>
    tidemark.send(`PUT /v1/nodes/${node}/default-providers/${TYPE}`, { provider: PROVIDER });

  const move = (to: string): Promise<Answer> => tidemark.send('POST /v1/groups/SQL/move', { to });

  const checkpoint = async (): Promise<Json> =>
    (await tidemark.items('/v1/resources/Server/checkpoints'))[0] ?? {};

  const command = async (name: string, body: Json): Promise<Answer> =>
    tidemark.send(
      `POST /v1/resources/Server/checkpoints/${String((await checkpoint())['id'])}/${name}`,
      body,
    );

  const fingerprint = async (node: string): Promise<unknown> =>
    (await tidemark.items(`/v1/nodes/${node}/key-containers`))[0]?.['fingerprint'];

  let good: string;

  beforeEach(async () => {
    tidemark = await Tidemark.start();
    await tidemark.form();
    await setDefault('node-a');
    good = await store('node-a', GOOD);
    await store('node-b', STALE);
    await tidemark.send('POST /v1/resources/Server/checkpoints', { kind: 'crypto', key: NAME });
    await tidemark.send('POST /v1/resources/Server/online');
    await move('node-b');
  });

  afterEach(async () => {
    await tidemark.stop();
    expect(tidemark.defects).toEqual([]);
  });

  test('leaves the stored keys alone, and names the cause', async () => {
    expect(await checkpoint()).toMatchObject({
      hash: good,
      captures: 2,
      unrestored: { node: 'node-b', wanted: 2, cause: 'provider-missing', holder: null },
    });
    await move('node-a');
    expect(await fingerprint('node-a')).toBe(good);
    expect(await checkpoint()).toMatchObject({ hash: good, unrestored: null });
  });

  test('captures keys that are stored meanwhile', async () => {
    await setDefault('node-b');
    const stored = await store('node-b', NEW);
    expect(await checkpoint()).toMatchObject({ hash: stored, captures: 3, unrestored: null });
    await move('node-a');
    expect(await fingerprint('node-a')).toBe(stored);
  });

  test('refuses a restore while the cause exists, then makes it', async () => {
    expect(await command('restore', { reason: 'now', force: true })).toMatchObject({
      status: 409,
      body: { type: 'urn:tidemark:problem:provider-missing' },
    });
    await setDefault('node-b');
    const preview = await command('restore', { dryRun: true });
    expect(preview.body['diff']).toMatchObject({
      summary: { changed: 1 },
      items: [{ key: NAME, name: null, right: { fingerprint: good } }],
    });
    expect((await command('restore', { reason: 'now', force: true })).status).toBe(200);
    expect(await fingerprint('node-b')).toBe(good);
    expect(await checkpoint()).toMatchObject({ hash: good, unrestored: null });
  });

  test('takes the keys of the node by command', async () => {
    await setDefault('node-b');
    const stale = await fingerprint('node-b');
    expect((await command('recapture', { reason: 'they are right' })).status).toBe(200);
    expect(await checkpoint()).toMatchObject({ hash: stale, captures: 3, unrestored: null });
    await move('node-a');
    expect(await fingerprint('node-a')).toBe(stale);
  });

  describe('and that is deleted meanwhile', () => {
    const remove = async (node: string): Promise<Answer> => {
      const [found] = await tidemark.items(`/v1/nodes/${node}/key-containers`);
      return tidemark.send(`DELETE /v1/nodes/${node}/key-containers/${String(found?.['id'])}`);
    };

    const captures = async (): Promise<readonly Json[]> =>
      tidemark.items(
        `/v1/resources/Server/checkpoints/${String((await checkpoint())['id'])}/captures`,
      );

    beforeEach(async () => {
      await setDefault('node-b');
      expect((await remove('node-b')).status).toBe(200);
    });

    test('is captured as absent, and deleted on the next node', async () => {
      expect(await checkpoint()).toMatchObject({ hash: null, captures: 3, unrestored: null });
      expect((await captures()).at(-1)).toMatchObject({
        ...{ number: 3, hash: null, reason: 'changed', source: { node: 'node-b' } },
        overUnrestored: { node: 'node-b' },
      });
      await move('node-a');
      expect(await fingerprint('node-a')).toBeUndefined();
      const [event] = await tidemark.items('/v1/events?type=KeyContainerAbsenceRestored');
      expect(event?.['data']).toMatchObject({ provider: PROVIDER, name: 'C', capture: 3 });
    });

    test('is one lost write of the stored copy', async () => {
      const rows = await tidemark.items('/v1/lost-writes');
      expect(rows).toMatchObject([
        {
          lost: { fingerprint: good },
          kept: null,
          lostFrom: 'capture',
          rule: 'R3',
          node: 'node-b',
        },
      ]);
    });

    test('is shown by a preview of its restore, which deletes it', async () => {
      const stored = await store('node-b', NEW);
      expect(await checkpoint()).toMatchObject({ hash: stored, captures: 4 });
      const preview = await command('restore', { dryRun: true, capture: 3 });
      expect(preview.body).toMatchObject({
        diff: {
          summary: { added: 0, removed: 1, changed: 0 },
          items: [{ change: 'removed', left: { fingerprint: stored }, right: null }],
        },
        lostWrites: { items: [{ lost: { fingerprint: stored }, kept: null }] },
      });
      const expected = { expect: String(preview.body['expect']) };
      const body = { reason: 'undo', capture: 3, force: true, ...expected };
      expect((await command('restore', body)).status).toBe(200);
      expect(await fingerprint('node-b')).toBeUndefined();
      expect(await checkpoint()).toMatchObject({ hash: null, captures: 5 });
      expect((await captures()).at(-1)).toMatchObject({ reason: 'reverted', hash: null });
      expect((await command('restore', { ...body, capture: 4 })).status).toBe(412);
    });

    test('is put back by an older capture, and deleted again, while offline', async () => {
      await tidemark.send('POST /v1/resources/Server/offline');
      expect((await command('restore', { reason: 'undo', capture: 2 })).status).toBe(200);
      expect(await fingerprint('node-b')).toBe(good);
      expect((await command('restore', { reason: 'redo', capture: 3 })).status).toBe(200);
      expect(await checkpoint()).toMatchObject({ hash: null, captures: 5 });
      expect((await captures()).map(({ hash }) => hash)).toEqual([good, good, null, good, null]);
      await tidemark.send('POST /v1/resources/Server/online');
      expect(await fingerprint('node-b')).toBeUndefined();
    });

    test('is not recaptured by command, and its checkpoint can be deleted', async () => {
      expect((await command('recapture', { reason: 'no' })).status).toBe(404);
      const id = String((await checkpoint())['id']);
      const answer = await tidemark.send(`DELETE /v1/resources/Server/checkpoints/${id}`);
      expect(answer.status).toBe(200);
      expect(await tidemark.items('/v1/resources/Server/checkpoints')).toEqual([]);
    });
  });

  test('puts the keys of an older capture back while offline', async () => {
    await move('node-a');
    await store('node-a', NEW);
    await tidemark.send('POST /v1/resources/Server/offline');
    expect((await command('restore', { reason: 'undo', capture: 1 })).status).toBe(200);
    expect(await fingerprint('node-a')).toBe(good);
    await tidemark.send('POST /v1/resources/Server/online');
    expect(await fingerprint('node-a')).toBe(good);
  });
});
