import { generateKeyPairSync } from 'node:crypto';

import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';

import { Tidemark, type Answer, type Json } from './tidemark.js';

/** A name that reads like a field and the reason that follows it. */
const NAME = 'Paris: rack 2';
const KEY = `SOFTWARE\\${NAME}`;
const SERVICE = 'Generic Service';
const PEM = generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey.export({
  type: 'pkcs8',
  format: 'pem',
});
const UNKNOWN = 0x80000000;

const set = (change: Json): Json => ({
  changes: [
    {
      op: 'set',
      key: 'SOFTWARE\\A',
      name: 'n',
      value: { type: 'REG_SZ', text: 'x' },
      ...change,
    },
  ],
});

describe('the field of a refusal', () => {
  let tidemark: Tidemark;

  beforeAll(async () => {
    tidemark = await Tidemark.start();
    await tidemark.form();
    await tidemark.send('POST /v1/resources', { name: 'Web', type: SERVICE, group: 'SQL' });
    await tidemark.send('PATCH /v1/resources/Web', { dependencyExpression: '[Server]' });
    await tidemark.send('POST /v1/groups', { name: 'Other', owner: 'node-a' });
  });

  afterAll(() => tidemark.stop());

  const BLANK = '" n" starts or ends with a blank';
  const SLASH = '"\\A" starts with a backslash';
  const ROOT = '"HKLM\\A" is not relative to HKLM';
  const FLAG = '0x80000000 is no flag';
  const PROVIDER = 'Microsoft Base Cryptographic Provider v1.0';
  const registry = 'PATCH /v1/nodes/node-a/registry';

  test.each<readonly [string, Json | undefined, string, string]>([
    ['POST /v1/nodes', { name: ' n' }, 'name', BLANK],
    ['POST /v1/groups', { name: ' n', owner: 'node-a' }, 'name', BLANK],
    ['POST /v1/resources', { name: ' n', type: SERVICE, group: 'SQL' }, 'name', BLANK],
    ['PATCH /v1/groups/SQL', { name: ' n' }, 'name', BLANK],
    ['PATCH /v1/resources/Server', { name: ' n' }, 'name', BLANK],
    ['POST /v1/resource-types', { name: ' n' }, 'name', BLANK],
    ['GET /v1/nodes/node-a/registry?key=\\A', undefined, 'key', SLASH],
    ['GET /v1/nodes/node-a/registry/history?key=\\A', undefined, 'key', SLASH],
    ['PUT /v1/nodes/node-a/registry/holds?key=HKLM\\A', { holder: 'x' }, 'key', ROOT],
    ['DELETE /v1/nodes/node-a/registry/holds?key=\\A', undefined, 'key', SLASH],
    ['POST /v1/resources/Server/checkpoints', { key: 'HKLM\\A' }, 'key', ROOT],
    ['POST /v1/resources/Server/online', { flags: UNKNOWN }, 'flags', FLAG],
    ['POST /v1/resources/Server/offline', { flags: UNKNOWN }, 'flags', FLAG],
    ['POST /v1/groups/SQL/online', { flags: UNKNOWN }, 'flags', FLAG],
    ['POST /v1/groups/SQL/offline', { flags: UNKNOWN }, 'flags', FLAG],
    ['POST /v1/groups/SQL/move', { flags: UNKNOWN }, 'flags', FLAG],
    ['POST /v1/nodes/node-b/pause', { flags: UNKNOWN, drain: true }, 'flags', FLAG],
    [
      'PATCH /v1/resources/Server',
      { dependencyExpression: '(' },
      'dependencyExpression',
      'a [resource] is missing',
    ],
    [
      'PATCH /v1/resources/Server',
      { restartPeriod: 2, retryPeriodOnFailure: 1 },
      'retryPeriodOnFailure',
      'is shorter than restartPeriod',
    ],
    [
      'PATCH /v1/resources/Web',
      { group: 'Other' },
      'group',
      'the resource depends on another resource',
    ],
    [
      'PATCH /v1/groups/SQL',
      { failbackWindowStart: 3 },
      'failbackWindowStart',
      'set it together with failbackWindowEnd, or neither (-1)',
    ],
    ['PUT /v1/nodes/node-a/default-providers/99', { provider: 'P' }, 'type', '99 is none'],
  ])('%s with %j is "%s"', async (request, body, field, reason) => {
    requireField(await tidemark.send(request, body), field, reason);
  });

  test.each([
    [{ type: 99, provider: 'P' }, 'type', '99 is none'],
    [{ type: 24, provider: PROVIDER }, 'provider', `${PROVIDER} is of type 1`],
    [{ type: 4 }, 'provider', 'type 4 has no default on node node-a'],
  ])('a key container with %j is "%s"', async (provider, field, reason) => {
    const body = { ...provider, container: 'c', pem: PEM };
    const answer = await tidemark.send('PUT /v1/nodes/node-a/key-containers', body);
    requireField(answer, field, reason);
  });

  const requireField = ({ body }: Answer, field: string, reason: string): void => {
    expect(body).toMatchObject({
      detail: `${field}: ${reason}`,
      win32: { code: expect.any(Number) },
    });
    expect(body['errors']).toEqual([{ pointer: `/${field}`, detail: reason }]);
  };

  test.each<readonly [Json, string, string]>([
    [{ key: '\\A' }, 'changes/0/key', SLASH],
    [{ name: 'a\0' }, 'changes/0/name', 'has a NUL character'],
    [{ name: undefined }, 'changes/0/name', 'is missing, "set" needs it'],
    [{ value: undefined }, 'changes/0/value', 'is missing, "set" needs it'],
    [{ value: { type: 'REG_SZ' } }, 'changes/0/value', 'needs exactly one of'],
    [{ value: { type: NAME, text: '' } }, 'changes/0/type', `"${NAME}" is no registry type`],
    [{ value: { type: 'REG_BINARY', hex: NAME } }, 'changes/0/hex', 'has an odd number of digits'],
  ])('a change of a registry with %j is at "%s"', async (change, field, reason) => {
    const answer = await tidemark.send(registry, set(change));
    expect(answer.status).toBe(400);
    expect(answer.body['errors']).toEqual([
      { pointer: `/${field}`, detail: expect.stringContaining(reason) },
    ]);
    const [{ detail }] = answer.body['errors'] as [Json];
    expect(answer.body['detail']).toBe(`/${field}: ${String(detail)}`);
  });
});

describe('a reason that begins with a name', () => {
  let tidemark: Tidemark;

  beforeAll(async () => {
    tidemark = await Tidemark.start();
    await tidemark.form();
    for (const [request, body] of [
      ['POST /v1/nodes', { name: NAME }],
      ['POST /v1/groups', { name: NAME, owner: NAME }],
      ['POST /v1/resources', { name: NAME, type: SERVICE, group: NAME }],
      ['POST /v1/resources', { name: 'Base', type: SERVICE, group: NAME }],
      [`PATCH /v1/resources/${NAME}`, { dependencyExpression: '[Base]' }],
      ['POST /v1/resources', { name: 'Alone', type: SERVICE, group: 'SQL' }],
      ['DELETE /v1/resources/Alone/possible-owners/node-a', undefined],
      ['POST /v1/groups', { name: 'Abroad', owner: NAME }],
      ['POST /v1/resources', { name: 'Stranger', type: SERVICE, group: 'Abroad' }],
      [`DELETE /v1/resources/Stranger/possible-owners/${NAME}`, undefined],
      [`PATCH /v1/nodes/${NAME}/registry`, set({ key: KEY, name: NAME })],
      ['PATCH /v1/nodes/node-a/registry', set({ key: KEY, name: NAME })],
      [`POST /v1/resources/${NAME}/checkpoints`, { key: KEY }],
      [`PUT /v1/nodes/${NAME}/registry/holds?key=${KEY}`, { holder: NAME }],
      ['PATCH /v1/cluster', { clobberPolicy: 'deny' }],
    ] as const)
      expect((await tidemark.send(request, body)).body['detail']).toBeUndefined();
  });

  afterAll(() => tidemark.stop());

  test.each<readonly [string, string, Json | undefined]>([
    ['the node', 'POST /v1/resources/Stranger/online', {}],
    ['the node that owns a group', `DELETE /v1/nodes/${NAME}`, undefined],
    ['the group', 'POST /v1/groups', { name: NAME, owner: 'node-a' }],
    ['the resource that depends', 'DELETE /v1/resources/Base', undefined],
    ['the resource with that key', 'POST /v1/resources/Server/checkpoints', { key: KEY }],
    ['the key', 'POST /v1/resources/Server/checkpoints', { key: `${KEY}\\${NAME}` }],
    ['a type', 'POST /v1/resources', { name: 'New', type: NAME, group: 'SQL' }],
  ])('has no field: %s', async (_, request, body) => {
    hasNoField(await tidemark.send(request, body));
  });

  test('has no field: the program that holds a key', async () => {
    const path = `/v1/resources/${NAME}/checkpoints`;
    const [checkpoint] = await tidemark.items(path);
    const answer = await tidemark.send(`POST ${path}/${String(checkpoint?.['id'])}/restore`, {
      reason: 'a test',
    });
    hasNoField(answer);
    expect(answer.body['detail']).toMatch(new RegExp(`^${NAME} holds`));
  });

  const hasNoField = ({ body }: Answer): void => {
    expect(body).toMatchObject({ detail: expect.stringContaining(NAME) });
    expect(body['win32'].code).toBeGreaterThan(0);
    expect(body).not.toHaveProperty('errors');
  };
});
