import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';

import { KEY, Tidemark, type Json } from './tidemark.js';

describe('requests', () => {
  let tidemark: Tidemark;

  beforeAll(async () => {
    tidemark = await Tidemark.start();
    await tidemark.form();
    await tidemark.edit('node-a', '1433');
  });

  afterAll(() => tidemark.stop());

  const head = async (): Promise<string> =>
    String((await tidemark.send('GET /readyz')).body['position']);

  test('the generated client speaks to the API', async () => {
    const { data, response } = await tidemark.client.GET('/v1/nodes/{node}', {
      params: { path: { node: 'node-a' } },
    });
    expect(response.headers.get('tidemark-position')).toMatch(/^\d+$/);
    expect(data).toMatchObject({ name: 'node-a', state: 'Up' });
  });

  test('a problem has no position and no ETag', async () => {
    const { status, headers } = await tidemark.send('GET /v1/nodes/nobody/registry?key=SOFTWARE');
    expect(status).toBe(404);
    expect([headers.get('tidemark-position'), headers.get('etag')]).toEqual([null, null]);
  });

  test('a repeated Idempotency-Key gives the same receipt and writes nothing', async () => {
    const once = (): Promise<Json> =>
      tidemark
        .send('POST /v1/groups', { name: 'Once', owner: 'node-a' }, { 'idempotency-key': 'k1' })
        .then(({ status, body }) => ({ status, body }));
    const first = await once();
    const at = await head();
    expect(first['status']).toBe(201);
    expect(await once()).toEqual(first);
    expect(await head()).toBe(at);
  });

  test('the receipt of a request can be asked for by its Idempotency-Key', async () => {
    const key = { 'idempotency-key': 'k4' };
    const { body } = await tidemark.send('POST /v1/nodes', { name: 'node-k' }, key);
    const found = await tidemark.send('GET /v1/receipts?key=k4');
    const receipt: Json = { ...body };
    delete receipt['result'];
    expect(found.body).toEqual(receipt);
    expect((await tidemark.send('GET /v1/receipts?key=never')).status).toBe(404);
    const other = await tidemark.send('GET /v1/receipts?key=k4', undefined, {
      'tidemark-actor': 'somebody else',
    });
    expect(other.status).toBe(404);
  });

  test('an Idempotency-Key of another request is 422', async () => {
    const send = (name: string): Promise<number> =>
      tidemark
        .send('POST /v1/nodes', { name }, { 'idempotency-key': 'k2' })
        .then(({ status }) => status);
    expect(await send('node-c')).toBe(201);
    expect(await send('node-d')).toBe(422);
  });

  test('two requests under one Idempotency-Key at once write once', async () => {
    const body = { name: 'Race', owner: 'node-a' };
    const answers = await Promise.all(
      [1, 2].map(() => tidemark.send('POST /v1/groups', body, { 'idempotency-key': 'k3' })),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409]);
  });

  test('of two requests for one name, one gets it', async () => {
    const answers = await Promise.all(
      ['Twin', 'TWIN'].map((name) => tidemark.send('POST /v1/groups', { name, owner: 'node-a' })),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409]);
  });

  test('If-Match refuses a registry that has changed since', async () => {
    const { headers } = await tidemark.send(`GET /v1/nodes/node-a/registry?key=${KEY}`);
    const etag = headers.get('etag') ?? '';
    const change = { op: 'set', key: KEY, name: 'Port', value: { type: 'REG_SZ', text: 'new' } };
    const edit = (): Promise<number> =>
      tidemark
        .send('PATCH /v1/nodes/node-a/registry', { changes: [change] }, { 'if-match': etag })
        .then(({ status }) => status);
    expect(await edit()).toBe(200);
    expect(await edit()).toBe(412);
  });

  test('64 writers of one node are all answered, and all their values are there', async () => {
    const answers = await Promise.all(
      Array.from({ length: 64 }, (_, index) =>
        tidemark.edit('node-a', `v${index}`, [`${KEY}\\Many`, `n${index}`]),
      ),
    );
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    const { body } = await tidemark.send(`GET /v1/nodes/node-a/registry?key=${KEY}\\Many`);
    expect(body['values']).toHaveLength(64);
  });

  test('two moves of one group at once: one is done, the other is 5908 or has nothing to do', async () => {
    const answers = await Promise.all(
      ['node-b', 'node-b'].map((to) => tidemark.send('POST /v1/groups/SQL/move', { to })),
    );
    const statuses = answers.map(({ status, body }) => [status, body['win32']?.code ?? 0]);
    expect(statuses).toContainEqual([200, 0]);
    expect([0, 5908]).toContain(statuses.find(([, code]) => code !== 0)?.[1] ?? 0);
    expect((await tidemark.send('GET /v1/groups/SQL')).body['owner']).toBe('node-b');
  });

  test('of two additions of the same checkpoint at once, one is refused as existing', async () => {
    await tidemark.edit('node-b', '1433');
    const answers = await Promise.all(
      [KEY, KEY.toLowerCase()].map((key) => tidemark.addCheckpoint('Server', key)),
    );
    expect(answers.map(({ body }) => Number(body['status'])).sort()).toEqual([0, 183]);
  });

  test('online and offline of one resource at once both end, one after the other', async () => {
    const answers = await Promise.all(
      ['online', 'offline', 'online', 'offline'].map((action) =>
        tidemark.send(`POST /v1/resources/Server/${action}`),
      ),
    );
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    const { body } = await tidemark.send('GET /v1/resources/Server');
    expect(['Online', 'Offline']).toContain(body['state']);
    expect(body['state']).toBe(body['persistentState']);
  });

  test('of two starts of a stopped node at once, one is refused because the node is up', async () => {
    await tidemark.send('POST /v1/nodes/node-c/stop');
    const answers = await Promise.all(
      [1, 2].map(() => tidemark.send('POST /v1/nodes/node-c/start')),
    );
    expect(answers.map(({ body }) => Number(body['win32']?.code ?? 0)).sort()).toEqual([0, 5061]);
  });

  test('a checkpoint and simultaneous edits: the captures lack no edit', async () => {
    await tidemark.send('POST /v1/groups', { name: 'Race2', owner: 'node-a' });
    const resource = { name: 'Racer', type: 'Generic Service', group: 'Race2' };
    await tidemark.send('POST /v1/resources', resource);
    await tidemark.edit('node-a', '0', [`${KEY}\\Race`, 'n']);
    await tidemark.send('POST /v1/resources/Racer/online');
    const edits = Array.from({ length: 20 }, (_, index) =>
      tidemark.edit('node-a', String(index), [`${KEY}\\Race`, 'n']),
    );
    await Promise.all([tidemark.addCheckpoint('Racer', `${KEY}\\Race`), ...edits]);
    const [checkpoint] = await tidemark.items('/v1/resources/Racer/checkpoints');
    const path = `/v1/resources/Racer/checkpoints/${String(checkpoint?.['id'])}/captures`;
    const { body } = await tidemark.send(`GET ${path}/${String(checkpoint?.['captures'])}`);
    const last = await tidemark.value('node-a', undefined, [`${KEY}\\Race`, 'n']);
    expect(body['content'].values[0].value.text).toBe(last);
  });

  test('setting an equal value appends nothing', async () => {
    await tidemark.edit('node-a', 'same');
    const at = await head();
    const { body } = await tidemark.edit('node-a', 'same');
    expect(body['events']).toEqual([]);
    expect(await head()).toBe(at);
  });

  test.each([
    ['an unknown field', 'POST /v1/nodes', { name: 'n', color: 'red' }, '/color'],
    ['a missing field', 'POST /v1/nodes', {}, '/name'],
    [
      'a value out of range',
      'PATCH /v1/nodes/node-a/registry',
      bad({ number: 2 ** 32 }),
      '/changes/0/number',
    ],
    [
      'a key with a root',
      'PATCH /v1/nodes/node-a/registry',
      bad({ number: 1 }, 'HKLM\\A'),
      '/changes/0/key',
    ],
    ['a moment that is none', 'GET /v1/nodes?at=a day ago', undefined, '/at'],
    ['a position that is to come', 'GET /v1/nodes?at=999999999999999', undefined, '/at'],
    ['a name that is no text', 'POST /v1/nodes', { name: 7 }, '/name'],
  ])('%s is refused by name, and nothing is written', async (_, request, body, pointer) => {
    const at = await head();
    const answer = await tidemark.send(request, body);
    expect(answer.status).toBe(400);
    expect((answer.body['errors'] as Json[])[0]).toMatchObject({ pointer });
    expect(await head()).toBe(at);
  });

  test('the reason names the first fault first', async () => {
    const reason = async (body: Json): Promise<unknown> =>
      (await tidemark.send('POST /v1/nodes', body)).body['detail'];
    expect(await reason({})).toBe('/name: name is missing');
    expect(await reason({ name: 7 })).toBe('/name: name must be a string');
    expect(await reason({ name: 'x'.repeat(256) })).toMatch(/shorter than or equal to 255/);
    expect(await reason({ name: 'n', color: 1 })).toBe('/color: property color should not exist');
  });

  test('a form that a browser could send from any page is refused', async () => {
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    const answer = await tidemark.send('POST /v1/nodes', 'name=evil', headers);
    expect(answer.status).toBe(415);
    expect((await tidemark.send('GET /v1/nodes/evil')).status).toBe(404);
  });

  test('malformed JSON, an unknown route and a wrong content type are problems too', async () => {
    for (const [request, body, status] of [
      ['POST /v1/nodes', '{', 400],
      ['GET /v1/nowhere', undefined, 404],
    ] as const) {
      const answer = await tidemark.send(request, body);
      expect(answer.status).toBe(status);
      expect(answer.body['status']).toBe(status);
      expect(answer.body['type']).toContain('urn:tidemark:');
    }
  });
});

function bad(value: Json, key = KEY): Json {
  return { changes: [{ op: 'set', key, name: 'N', value: { type: 'REG_DWORD', ...value } }] };
}
