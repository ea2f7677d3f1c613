import { generateKeyPairSync } from 'node:crypto';

import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';

import { Tidemark, type Answer, type Json } from './tidemark.js';

const TYPE = 24;
const PROVIDER = 'Microsoft Enhanced RSA and AES Cryptographic Provider';

const newKey = (): string =>
  generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey.export({
    type: 'pkcs8',
    format: 'pem',
  }) as string;

/** The same keys in every test, because making keys is slow. */
const [GOOD, BAD] = [newKey(), newKey()];

/** The container C of node-a is checkpointed; its good keys were replaced while it was online. */
describe('a revert of a key container', () => {
  let tidemark: Tidemark;
  let good: string;
  let bad: string;

  const store = async (pem: string): Promise<string> => {
    const body = { type: TYPE, provider: PROVIDER, container: 'C', pem };
    const answer = await tidemark.send('PUT /v1/nodes/node-a/key-containers', body);
    return String((answer.body['result'] as Json)['fingerprint']);
  };
  const checkpoint = async (): Promise<Json> =>
    (await tidemark.items('/v1/resources/Server/checkpoints'))[0] ?? {};
  const cure = async (verb: string, body: Json): Promise<Answer> => {
    const path = `/v1/resources/Server/checkpoints/${String((await checkpoint())['id'])}`;
    return tidemark.send(`POST ${path}/${verb}`, { reason: 'wrong keys', ...body });
  };
  const fingerprint = async (node: string): Promise<unknown> =>
    (await tidemark.items(`/v1/nodes/${node}/key-containers`))[0]?.['fingerprint'];

  beforeEach(async () => {
    tidemark = await Tidemark.start();
    await tidemark.form();
    good = await store(GOOD);
    const key = `${TYPE}\\${PROVIDER}\\C`;
    await tidemark.send('POST /v1/resources/Server/checkpoints', { kind: 'crypto', key });
    await tidemark.send('POST /v1/resources/Server/online');
    bad = await store(BAD);
  });

  afterEach(async () => {
    await tidemark.stop();
    expect(tidemark.defects).toEqual([]);
  });

  test('is preceded by the question since when the stored copy has these keys', async () => {
    const side = `checkpoint:${String((await checkpoint())['id'])}`;
    const { body } = await tidemark.send('POST /v1/bisect', { when: { hash: { side, is: bad } } });
    expect(body).toMatchObject({
      ...{ before: false, after: true },
      first: { type: 'CryptoCheckpointCaptured', data: { fingerprint: bad } },
    });
  });

  test('puts the keys onto the owner while the resource is online, and captures them', async () => {
    expect(await checkpoint()).toMatchObject({ hash: bad });
    const { body: preview } = await cure('revert', { to: { capture: 1 }, dryRun: true });
    expect(preview).toMatchObject({
      diff: { items: [{ left: { fingerprint: bad }, right: { fingerprint: good } }] },
      lostWrites: { items: [{ lostFrom: 'node' }] },
    });
    const { status } = await cure('revert', {
      to: { capture: 1 },
      expect: preview['expect'] as string,
    });
    expect([status, await fingerprint('node-a')]).toEqual([200, good]);
    expect(await checkpoint()).toMatchObject({ hash: good, captures: 3 });
    await tidemark.send('POST /v1/groups/SQL/move', { to: 'node-b' });
    expect(await fingerprint('node-b')).toBe(good);
  });

  test('makes the capture the stored copy while the resource is not online', async () => {
    await tidemark.send('POST /v1/resources/Server/offline');
    const { status } = await cure('revert', { to: { capture: 1 } });
    expect([status, await fingerprint('node-a')]).toEqual([200, bad]);
    expect(await checkpoint()).toMatchObject({ hash: good });
    await tidemark.send('POST /v1/resources/Server/online');
    expect(await fingerprint('node-a')).toBe(good);
  });

  test('follows the revert of its group, and then changes nothing', async () => {
    const { body } = await tidemark.send('POST /v1/groups/SQL/revert', {
      to: {
        at: String(
          Number((await tidemark.items('/v1/events?type=ResourceOnline'))[0]?.['position']),
        ),
      },
      reason: 'all of it',
    });
    expect((body['result'] as Json)['checkpoints']).toEqual([
      expect.objectContaining({ kind: 'crypto', hash: good }),
    ]);
    expect(await fingerprint('node-a')).toBe(good);
    expect((await cure('revert', { to: { capture: 1 } })).body['events']).toEqual([]);
  });

  test('is refused if the keys were erased', async () => {
    const { clusterState, store: log } = tidemark.engine;
    const [id] = clusterState.resourceIds();
    const [known] = (id && clusterState.openResource(id)?.crypto.values()) ?? [];
    await log.erase(tidemark.engine.stream('key', String(known?.keys[0])));
    expect(await cure('revert', { to: { capture: 1 } })).toMatchObject({
      status: 409,
      body: { type: 'urn:tidemark:problem:key-erased' },
    });
    expect(await fingerprint('node-a')).toBe(bad);
  });

  test('has no values to change', async () => {
    await tidemark.send('POST /v1/resources/Server/offline');
    const path = `/v1/resources/Server/checkpoints/${String((await checkpoint())['id'])}`;
    const answer = await tidemark.send(`PATCH ${path}`, { changes: [], reason: 'x' });
    expect([answer.status, answer.body['detail']]).toEqual([
      422,
      expect.stringMatching(/no values/),
    ]);
  });
});
