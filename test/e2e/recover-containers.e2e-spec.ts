import { generateKeyPairSync } from 'node:crypto';

import { beforeEach, describe, expect, test } from '@jest/globals';

import { lossyRole } from './lossy-role.js';
import { type Answer, type Json, type Tidemark } from './tidemark.js';

const AES = 'Microsoft Enhanced RSA and AES Cryptographic Provider';
const CONTAINER = `24\\${AES}\\C`;
const REASON = { reason: 'these keys sign our licences' };
const { current, online, move, lost } = lossyRole();
let tidemark: Tidemark;

const newKey = (): string =>
  generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey.export({
    ...{ type: 'pkcs8', format: 'pem' },
  }) as string;

/** The same keys in every test, because making keys is slow. */
const [FIRST, SECOND, THIRD] = [newKey(), newKey(), newKey()];

beforeEach(async () => {
  tidemark = current();
  await store('node-a', FIRST);
  const controlCode = 'CLUSCTL_RESOURCE_ADD_CRYPTO_CHECKPOINT';
  await tidemark.control('Server', { controlCode, input: CONTAINER });
  await online();
  await store('node-a', SECOND);
});

const store = async (node: string, pem: string): Promise<string> => {
  const body = { type: 24, provider: AES, container: 'C', pem };
  const answer = await tidemark.send(`PUT /v1/nodes/${node}/key-containers`, body);
  return String(answer.body['result'].fingerprint);
};

const keysOn = async (node: string): Promise<unknown> =>
  (await tidemark.items(`/v1/nodes/${node}/key-containers`))[0]?.['fingerprint'];

const row = async (): Promise<Json> => (await lost())['items'][0] as Json;

/** Keys on the passive node, which the move to that node overwrites. */
const lose = async (pem: string): Promise<string> => {
  const fingerprint = await store('node-b', pem);
  await move('node-b');
  expect(await row()).toMatchObject({ lost: { fingerprint }, state: 'open' });
  return fingerprint;
};

const recover = async (body: Json): Promise<Answer> =>
  tidemark.send(`POST /v1/lost-writes/${String((await row())['id'])}/recover`, body);

describe('recovering a key container', () => {
  test.each(['online', 'offline'])('%s takes the keys from the capture', async (state) => {
    const fingerprint = await lose(FIRST);
    if (state === 'offline') await tidemark.send('POST /v1/resources/Server/offline');
    const { status, body } = await recover(REASON);
    expect([status, body['detail']]).toEqual([200, undefined]);
    expect(body['result']).toMatchObject({ state: 'recovered', decidedAt: REASON });
    if (state === 'offline') await online();
    expect(await keysOn('node-b')).toBe(fingerprint);
    const checkpoints = await tidemark.items('/v1/resources/Server/checkpoints');
    const [checkpoint] = checkpoints.filter(({ kind }) => kind === 'crypto');
    expect(checkpoint).toMatchObject({ hash: fingerprint });
  });

  test('that no capture has is refused', async () => {
    await lose(THIRD);
    for (const body of [REASON, { dryRun: true }]) {
      const { status, body: problem } = await recover(body);
      expect([status, problem['type']]).toEqual([409, 'urn:tidemark:problem:key-erased']);
    }
  });

  test.each([
    ['that a capture has', () => FIRST, /recover$/],
    ['that no capture has', () => THIRD, /acknowledge$/],
  ])('%s stands in attention with its remedy', async (_, keys, wanted) => {
    await lose(keys());
    const found = await tidemark.items('/v1/attention');
    const [item] = found.filter(({ kind }) => kind === 'lost-write');
    const { method, path, body } = item?.['remedy'] as Json;
    expect(path).toMatch(wanted);
    expect((await tidemark.send(`${String(method)} ${String(path)}`, body)).status).toBe(200);
    expect(
      (await tidemark.items('/v1/attention')).filter(({ kind }) => kind === 'lost-write'),
    ).toEqual([]);
  });

  test('takes its own place, and refuses another one', async () => {
    await lose(FIRST);
    const place = { key: CONTAINER, name: null };
    const wrong = { values: [place, { key: 'SOFTWARE\\Contoso', name: 'Port' }], dryRun: true };
    const { status, body } = await recover(wrong);
    expect([status, body['errors']?.[0].pointer]).toEqual([400, '/values/1']);
    expect((await recover({ values: [place], dryRun: true })).status).toBe(200);
  });
});
