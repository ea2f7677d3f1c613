import { generateKeyPairSync } from 'node:crypto';

import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';

import { Tidemark, type Answer, type Json } from './tidemark.js';

const AES = 'Microsoft Enhanced RSA and AES Cryptographic Provider';

const newKey = (): string =>
  generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey.export({
    type: 'pkcs8',
    format: 'pem',
  }) as string;

/** The same keys in every test, because making keys is slow. */
const EC = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({
  type: 'pkcs8',
  format: 'pem',
});
const [FIRST, SECOND] = [newKey(), newKey()];

let tidemark: Tidemark;

beforeEach(async () => {
  tidemark = await Tidemark.start();
  await tidemark.form();
});

afterEach(async () => {
  await tidemark.stop();
  expect(tidemark.defects).toEqual([]);
});

const store = (node: string, pem: string, more: Json = {}): Promise<Answer> =>
  tidemark.send(`PUT /v1/nodes/${node}/key-containers`, { type: 24, container: 'C', pem, ...more });

const code = async (name: string, input?: string): Promise<Json> =>
  (
    await tidemark.control('Server', {
      controlCode: `CLUSCTL_RESOURCE_${name}`,
      ...(input !== undefined && { input }),
    })
  ).body;

const fingerprints = async (node: string): Promise<readonly unknown[]> =>
  (await tidemark.items(`/v1/nodes/${node}/key-containers`)).map((item) => item['fingerprint']);

const spellings = (text: string): readonly Buffer[] => [
  Buffer.from(text),
  Buffer.from(text, 'utf16le'),
  Buffer.from(Buffer.from(text).toString('base64')),
  Buffer.from(Buffer.from(text).toString('hex')),
];

/** The sealed texts of all key streams. */
const sealed = async (): Promise<readonly string[]> => {
  const text = (await tidemark.stored()).toString('latin1');
  return [...text.matchAll(/"sealed":"([A-Za-z0-9+/=]+)"/g)].map(([, found]) => found ?? '');
};

describe('key containers', () => {
  test('come back unchanged, and their revelation is recorded', async () => {
    const stored = await store('node-a', FIRST);
    expect(stored.body['result']).toMatchObject({ type: 24, provider: AES, container: 'C' });
    const path = `/v1/nodes/node-a/key-containers/${String(stored.body['result'].id)}`;
    expect(await tidemark.get(path)).not.toHaveProperty('pem');
    const revealed = await tidemark.get(`${path}?reveal=true`);
    expect(revealed['pem']).toBe(FIRST);
    const [event] = await tidemark.items('/v1/events?type=KeyMaterialRevealed');
    expect(event?.['data'].fingerprint).toBe(revealed['fingerprint']);
    const again = await tidemark.send('PUT /v1/nodes/node-b/key-containers', {
      type: 24,
      container: 'C',
      blob: revealed['blob'] as string,
    });
    expect(again.body['result'].fingerprint).toBe(revealed['fingerprint']);
  });

  test('are revealed once more under a known Idempotency-Key, which is recorded too', async () => {
    const stored = await store('node-a', FIRST);
    const path = `/v1/nodes/node-a/key-containers/${String(stored.body['result'].id)}?reveal=true`;
    for (let times = 0; times < 2; times += 1) {
      const { body } = await tidemark.send(`GET ${path}`, undefined, { 'idempotency-key': 'k' });
      expect(body['pem']).toBe(FIRST);
    }
    expect(await tidemark.items('/v1/events?type=KeyMaterialRevealed')).toHaveLength(2);
  });

  test('can be read as they were', async () => {
    const first = await store('node-a', FIRST);
    await store('node-a', SECOND);
    const { id, fingerprint } = first.body['result'] as Json;
    const path = `/v1/nodes/node-a/key-containers/${String(id)}`;
    expect((await tidemark.get(path))['fingerprint']).not.toBe(fingerprint);
    const then = await tidemark.get(`${path}?at=${String(first.body['position'])}`);
    expect(then['fingerprint']).toBe(fingerprint);
  });

  test.each<[string, Json, number]>([
    ['a text that is no PEM', { pem: 'nothing' }, 400],
    ['a text that is no blob', { blob: 'AAAA' }, 400],
    ['no key', {}, 400],
    ['two keys', { pem: FIRST, blob: 'AAAA' }, 400],
    ['an invalid type', { pem: FIRST, type: 99 }, 422],
    ['a provider of another type', { pem: FIRST, type: 1, provider: AES }, 422],
    ['a type without a default', { pem: FIRST, type: 21 }, 422],
    ['an EC key under a type of RSA', { pem: EC, type: 1 }, 400],
    ['an EC key under another type of RSA', { pem: EC }, 400],
    ['an RSA key under a type of EC', { pem: FIRST, type: 16, provider: 'P' }, 400],
    ['an RSA key under a type of DSS', { pem: FIRST, type: 13 }, 400],
  ])('refuse %s, and seal nothing', async (_, body, status) => {
    const whole = { type: 24, container: 'C', ...body };
    const answer = await tidemark.send('PUT /v1/nodes/node-a/key-containers', whole);
    expect([answer.status, answer.body]).toMatchObject([status, { status }]);
    expect(JSON.stringify(answer.body)).not.toContain('BEGIN');
    expect(await sealed()).toEqual([]);
  });

  test('take an EC key under a type of EC', async () => {
    const body = { type: 16, provider: 'P', container: 'E', pem: EC };
    const { status } = await tidemark.send('PUT /v1/nodes/node-a/key-containers', body);
    expect(status).toBe(200);
  });
});

describe('crypto checkpoints (domain facts, 8)', () => {
  const NAME = `24\\${AES}\\C`;

  test('answer each case with its number', async () => {
    expect(await code('ADD_CRYPTO_CHECKPOINT', NAME)).toMatchObject({ status: 2 });
    await store('node-a', FIRST);
    expect(await code('ADD_CRYPTO_CHECKPOINT', 'RSA\\x\\C')).toMatchObject({ status: 87 });
    expect(await code('ADD_CRYPTO_CHECKPOINT', '99\\\\C')).toMatchObject({ status: 0x80090014 });
    expect(await code('ADD_CRYPTO_CHECKPOINT', NAME)).toMatchObject({ status: 0 });
    expect(await code('ADD_CRYPTO_CHECKPOINT', NAME.toUpperCase())).toMatchObject({ status: 183 });
    expect(await code('GET_CRYPTO_CHECKPOINTS')).toMatchObject({ status: 0, output: [NAME] });
    expect(await code('DELETE_CRYPTO_CHECKPOINT', NAME)).toMatchObject({ status: 0 });
    expect(await code('DELETE_CRYPTO_CHECKPOINT', NAME)).toMatchObject({ status: 2 });
    await store('node-a', FIRST, { container: 'D', exportable: false });
    expect(await code('ADD_CRYPTO_CHECKPOINT', '24\\\\D')).toMatchObject({ status: 0x8009000b });
  });

  test('follow the resource: captured when replaced and going offline, restored before online', async () => {
    await store('node-a', FIRST);
    await code('ADD_CRYPTO_CHECKPOINT', '24\\\\C');
    await tidemark.send('POST /v1/resources/Server/online');
    await store('node-a', SECOND);
    const [second] = await fingerprints('node-a');
    await store('node-b', FIRST);
    await tidemark.send('POST /v1/groups/SQL/move', { to: 'node-b' });
    expect(await fingerprints('node-b')).toEqual([second]);
    const [checkpoint] = await tidemark.items('/v1/resources/Server/checkpoints');
    expect(checkpoint).toMatchObject({ kind: 'crypto', key: '24\\\\C', captures: 3, hash: second });
    const [container] = await tidemark.items('/v1/nodes/node-b/key-containers');
    const path = `/v1/nodes/node-b/key-containers/${String(container?.['id'])}?reveal=true`;
    expect((await tidemark.get(path))['pem']).toBe(SECOND);
  });

  test('with different defaults on two possible owners are a hazard', async () => {
    await store('node-a', FIRST);
    await code('ADD_CRYPTO_CHECKPOINT', '24\\\\C');
    await tidemark.send('PUT /v1/nodes/node-b/default-providers/24', { provider: 'Contoso CSP' });
    const [checkpoint] = await tidemark.items('/v1/resources/Server/checkpoints');
    expect(checkpoint?.['hazards']).toEqual([
      expect.objectContaining({ kind: 'default-provider' }),
    ]);
  });
});

describe('with hazards shows them', () => {
  const hazards = async (): Promise<readonly Json[]> => {
    const [checkpoint] = await tidemark.items('/v1/resources/Server/checkpoints');
    return checkpoint?.['hazards'] as Json[];
  };

  test('keys that can no longer be captured', async () => {
    await store('node-a', FIRST);
    await code('ADD_CRYPTO_CHECKPOINT', '24\\\\C');
    expect(await hazards()).toEqual([]);
    await store('node-a', SECOND, { exportable: false });
    expect(await hazards()).toEqual([
      expect.objectContaining({ kind: 'not-exportable', with: 'node-a' }),
    ]);
  });

  test('another resource with the same container, however it is named', async () => {
    await store('node-a', FIRST);
    await code('ADD_CRYPTO_CHECKPOINT', '24\\\\C');
    const other = { name: 'Other', type: 'Generic Service', group: 'SQL' };
    await tidemark.send('POST /v1/resources', other);
    const key = `24\\${AES}\\c`;
    await tidemark.send('POST /v1/resources/Other/checkpoints', { kind: 'crypto', key });
    expect(await hazards()).toEqual([expect.objectContaining({ kind: 'clobber', with: 'Other' })]);
  });
});

describe('key material', () => {
  test('is never stored in clear text, and after the erasure not even sealed', async () => {
    await store('node-a', FIRST);
    const body = FIRST.split('\n').slice(2, 6);
    const der = Buffer.from(FIRST.replaceAll(/-.*-|\n/g, ''), 'base64');
    const found = async (needle: Buffer): Promise<boolean> =>
      (await tidemark.stored()).includes(needle);
    for (const needle of [der.subarray(40, 80), ...body.flatMap(spellings)])
      expect(await found(needle)).toBe(false);
    const before = await sealed();
    expect(before.length).toBeGreaterThan(0);
    const [item] = await tidemark.items('/v1/nodes/node-a/key-containers');
    await tidemark.send(`DELETE /v1/nodes/node-a/key-containers/${String(item?.['id'])}`);
    for (const text of before) expect(await found(Buffer.from(text))).toBe(false);
    const [event] = await tidemark.items('/v1/events?type=KeyContainerDeleted');
    expect(event?.['data'].fingerprint).toBe(item?.['fingerprint']);
  });

  test('goes with the checkpoint and with the resource', async () => {
    await store('node-a', FIRST);
    await code('ADD_CRYPTO_CHECKPOINT', '24\\\\C');
    expect(new Set(await sealed()).size).toBe(1);
    const [item] = await tidemark.items('/v1/nodes/node-a/key-containers');
    await tidemark.send(`DELETE /v1/nodes/node-a/key-containers/${String(item?.['id'])}`);
    expect((await sealed()).length).toBeGreaterThan(0);
    await tidemark.send('DELETE /v1/resources/Server');
    expect(await sealed()).toEqual([]);
  });

  test('goes with the evicted node, even a crashed one; captures stay', async () => {
    await store('node-a', FIRST);
    await code('ADD_CRYPTO_CHECKPOINT', '24\\\\C');
    await tidemark.send('POST /v1/groups/SQL/move', { to: 'node-b' });
    await store('node-a', SECOND, { container: 'D' });
    const before = new Set(await sealed());
    await tidemark.send('POST /v1/nodes/node-a/crash');
    await tidemark.send('DELETE /v1/nodes/node-a');
    const after = new Set(await sealed());
    expect([before.size, after.size]).toEqual([2, 1]);
    const gone = await tidemark.items('/v1/events?type=KeyContainerDeleted');
    expect(gone).toHaveLength(2);
    await tidemark.send('POST /v1/resources/Server/online');
    expect(await fingerprints('node-b')).toHaveLength(1);
  });
});
