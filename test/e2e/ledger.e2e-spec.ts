import { generateKeyPairSync } from 'node:crypto';

import { beforeEach, describe, expect, test } from '@jest/globals';

import { DEEP, lossyRole, set } from './lossy-role.js';
import { KEY, type Json, type Tidemark } from './tidemark.js';

const AES = 'Microsoft Enhanced RSA and AES Cryptographic Provider';
const { current, online, move, change, lost } = lossyRole();
let tidemark: Tidemark;

beforeEach(() => {
  tidemark = current();
});

describe('a lost write', () => {
  test('names the lost and the kept value, their writers, the restore, and its cause', async () => {
    await change('node-a', [set('Port', 'first')], 'bob');
    const edited = await change('node-a', [set('Port', 'second')]);
    const { body } = await online();
    const checkpoint = (await tidemark.items('/v1/resources/Server/checkpoints'))[0] ?? {};
    const started = (await tidemark.items(`/v1/events?operation=${String(body['operation'])}`))[0];
    const [item, ...others] = (await lost())['items'] as Json[];
    expect(others).toEqual([]);
    expect(item).toEqual({
      id: expect.any(String) as unknown,
      ...{
        rule: 'R2',
        node: 'node-a',
        resource: 'Server',
        checkpoint: checkpoint['id'] as unknown,
      },
      ...{ key: KEY, name: 'Port', lostFrom: 'node', edits: 2, victims: [] },
      ...{ state: 'open', decidedAt: null },
      lost: { type: 'REG_SZ', text: 'second' },
      kept: { type: 'REG_SZ', text: '1433' },
      writtenAt: {
        position: edited.body['position'] as string,
        recordedAt: expect.any(String) as unknown,
        actor: 'alice',
        reason: null,
      },
      lostOrigin: null,
      origin: expect.objectContaining({ node: 'node-a', command: 'ChangeRegistry' }) as unknown,
      overwrittenAt: {
        position: expect.any(String) as unknown,
        recordedAt: expect.any(String) as unknown,
        ...{ actor: 'tidemark', reason: null, operation: body['operation'] as unknown },
      },
      cause: { event: started?.['id'] as unknown, type: 'GroupOperationStarted' },
    });
    expect(await tidemark.get(`/v1/lost-writes/${String(item?.['id'])}`)).toEqual(item);
    expect(item).not.toHaveProperty('recovered');
  });

  test('names the crash that led to its failover', async () => {
    await online();
    await tidemark.edit('node-b', 'stray');
    await tidemark.send('POST /v1/nodes/node-a/crash');
    await tidemark.settled();
    const [crash] = await tidemark.items('/v1/events?type=NodeCrashed');
    expect((await lost())['items']).toEqual([
      expect.objectContaining({
        ...{ rule: 'R3', node: 'node-b', lost: { type: 'REG_SZ', text: 'stray' } },
        cause: { event: crash?.['id'] as unknown, type: 'NodeCrashed' },
      }),
    ]);
  });

  test('does not exist at a time before its loss', async () => {
    await change('node-a', [set('Port', 'edited')]);
    const { body } = await change('node-a', [set('Other', 'x')]);
    await online();
    const [item] = (await lost())['items'] as Json[];
    const at = String(body['position']);
    expect(await lost(`?at=${at}`)).toMatchObject({
      ...{ items: [], totals: { rows: 0, keys: 0, values: 0 } },
    });
    const answer = await tidemark.send(`GET /v1/lost-writes/${String(item?.['id'])}?at=${at}`);
    expect(answer.status).toBe(404);
  });
});

describe('a subtree that is lost as a whole', () => {
  const many = Array.from({ length: 250 }, (_, index) => `v${String(index).padStart(3, '0')}`);

  test('is one row, whose values are listed in pages', async () => {
    const changes = many.map((name) => set(name, name, DEEP));
    await change('node-a', [...changes, { op: 'create-key', key: `${DEEP}\\Empty` }]);
    await online();
    const { items, totals } = await lost();
    expect(totals).toEqual({ rows: 1, keys: 2, values: 250 });
    const [item] = items as Json[];
    expect(item).toMatchObject({
      ...{ key: DEEP, name: null, kept: null, edits: 252 },
      lost: { keys: 2, values: 250, hash: expect.stringMatching(/^tm1:/) as unknown },
    });
    const path = `/v1/lost-writes/${String(item?.['id'])}/values`;
    const found: Json[] = [];
    for (let cursor: string | null = ''; cursor !== null;) {
      const next = cursor === '' ? '' : `&cursor=${cursor}`;
      const page = await tidemark.get(`${path}?limit=100${next}`);
      found.push(...(page['items'] as Json[]));
      cursor = page['next'] as string | null;
    }
    expect(found.map(({ name }) => name as string | null)).toEqual([...many, null]);
    expect(found[0]).toMatchObject({
      ...{ key: DEEP, lost: { type: 'REG_SZ', text: 'v000' }, kept: null },
      writtenAt: { actor: 'alice' },
    });
    expect(found.at(-1)).toMatchObject({ key: `${DEEP}\\Empty`, lost: { keys: 1, values: 0 } });
    expect((await tidemark.send(`GET ${path}?cursor=x`)).status).toBe(400);
    expect((await tidemark.send('GET /v1/lost-writes/x/values')).status).toBe(404);
  });

  test('is one row if it was deleted, with the restored content', async () => {
    await change('node-a', [{ op: 'delete-key', key: KEY }]);
    await online();
    const [item] = (await lost())['items'] as Json[];
    expect(item).toMatchObject({ key: KEY, name: null, lost: null, kept: { keys: 1, values: 1 } });
    const values = await tidemark.items(`/v1/lost-writes/${String(item?.['id'])}/values`);
    expect(values).toMatchObject([{ name: 'Port', lost: null, kept: { text: '1433' } }]);
  });
});

describe('the places that a command displaces', () => {
  test('are no lost writes, and are listed by its operation', async () => {
    await online();
    await change('node-a', [set('Port', 'second')]);
    const [checkpoint] = await tidemark.items('/v1/resources/Server/checkpoints');
    const path = `/v1/resources/Server/checkpoints/${String(checkpoint?.['id'])}/restore`;
    const body = { reason: 'undo', capture: 1, force: true };
    const answer = await tidemark.send(`POST ${path}`, body);
    expect(answer.status).toBe(200);
    const operation = await tidemark.get(`/v1/operations/${String(answer.body['operation'])}`);
    expect(operation['lostWrites']).toMatchObject({
      ...{ rows: 1, keys: 0, values: 1, more: false },
      items: [{ rule: null, name: 'Port', lost: { text: 'second' }, kept: { text: '1433' } }],
    });
    expect(await lost()).toMatchObject({ items: [], totals: { rows: 0 } });
  });

  test('an eviction lists the edits that leave with the node', async () => {
    await change('node-b', [set('Port', 'stray'), set('Deep', 'stray', DEEP)]);
    await change('node-b', [set('x', 'elsewhere', 'SOFTWARE\\Other')]);
    await tidemark.send('POST /v1/nodes/node-b/stop', {});
    const { status, body } = await tidemark.send('DELETE /v1/nodes/node-b');
    expect(status).toBe(200);
    expect(body['result'].unsecured).toMatchObject({
      ...{ keys: 1, values: 2, containers: 0, more: false },
      items: [
        { resource: 'Server', key: DEEP, name: null, value: true },
        { key: KEY, name: 'Port', value: { text: 'stray' }, writtenAt: { actor: 'alice' } },
        { key: DEEP, name: 'Deep' },
      ],
    });
    expect(await lost()).toMatchObject({ items: [] });
  });
});

describe('a key container', () => {
  const [FIRST, SECOND] = [1, 2].map(
    () =>
      generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey.export({
        ...{ type: 'pkcs8', format: 'pem' },
      }) as string,
  );

  const store = async (node: string, pem: string | undefined): Promise<unknown> => {
    const body = { type: 24, provider: AES, container: 'C', pem };
    const answer = await tidemark.send(`PUT /v1/nodes/${node}/key-containers`, body);
    return answer.body['result'].fingerprint;
  };

  test('is lost by its fingerprint, or leaves with the node that is evicted', async () => {
    const kept = await store('node-a', FIRST);
    const controlCode = 'CLUSCTL_RESOURCE_ADD_CRYPTO_CHECKPOINT';
    await tidemark.control('Server', { controlCode, input: `24\\${AES}\\C` });
    await online();
    const overwritten = await store('node-b', SECOND);
    await move('node-b');
    expect(await lost(`?key=24\\${AES}`)).toMatchObject({
      totals: { rows: 1, keys: 0, values: 0 },
      items: [
        {
          ...{ rule: 'R3', key: `24\\${AES}\\C`, name: null, edits: 1, lostFrom: 'node' },
          ...{ lost: { fingerprint: overwritten }, kept: { fingerprint: kept } },
        },
      ],
    });
    const stray = await store('node-a', SECOND);
    await tidemark.send('POST /v1/nodes/node-a/stop', {});
    const { body } = await tidemark.send('DELETE /v1/nodes/node-a');
    expect(body['result'].unsecured).toMatchObject({
      ...{ keys: 0, values: 0, containers: 1 },
      items: [{ key: `24\\${AES}\\C`, value: { fingerprint: stray } }],
    });
  });
});
