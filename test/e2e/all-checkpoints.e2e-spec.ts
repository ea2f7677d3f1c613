import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';

import { KEY, Tidemark, type Json } from './tidemark.js';

const ABSENT_KEY = 'SOFTWARE\\Later';
const VALUE = [ABSENT_KEY, 'v'] as const;

let tidemark: Tidemark;
const { send, checkpoints, items } = {
  send: (...args: Parameters<Tidemark['send']>) => tidemark.send(...args),
  checkpoints: () => tidemark.items('/v1/resources/Server/checkpoints'),
  items: (query: string) => tidemark.items(`/v1/checkpoints?${query}`),
};
const later = async (): Promise<Json> => {
  const found = (await checkpoints()).find(({ key }) => key === ABSENT_KEY);
  return found ?? {};
};

beforeAll(async () => {
  tidemark = await Tidemark.start();
  await tidemark.form();
  await tidemark.role('Web', 'Site');
  await tidemark.edit('node-a', '1433');
  await tidemark.addCheckpoint('Server');
});
afterAll(async () => {
  await tidemark.stop();
  expect(tidemark.defects).toEqual([]);
});

describe('a checkpoint of a key that does not exist yet', () => {
  const ADD = 'POST /v1/resources/Server/checkpoints';

  test('is refused with 2, unless the request allows it', async () => {
    const refused = await send(ADD, { key: ABSENT_KEY });
    expect([refused.status, refused.body['win32']]).toEqual([
      404,
      { code: 2, name: 'ERROR_FILE_NOT_FOUND' },
    ]);
    const { status, body } = await send(ADD, { key: ABSENT_KEY, missing: 'allow' });
    expect([status, body['result']]).toMatchObject([
      201,
      { captures: 0, hash: null, capturedAt: null, key: ABSENT_KEY },
    ]);
    const kinds = ((await later())['hazards'] as Json[]).map(({ kind }) => String(kind));
    expect(kinds).toContain('missing-key');
    expect(kinds).toContain('no-capture');
    expect(await items('hazard=no-capture')).toMatchObject([{ key: ABSENT_KEY }]);
  });

  test('restores nothing, and captures nothing on the way offline', async () => {
    for (const action of ['online', 'offline', 'online'])
      expect((await send(`POST /v1/resources/Server/${action}`)).status).toBe(200);
    expect(await later()).toMatchObject({ captures: 0, unrestored: null });
    const { id } = await later();
    expect(await tidemark.items(`/v1/resources/Server/checkpoints/${String(id)}/captures`)).toEqual(
      [],
    );
    const path = `POST /v1/resources/Server/checkpoints/${String(id)}`;
    for (const command of ['restore', 'recapture'])
      expect((await send(`${path}/${command}`, { reason: 'try' })).status).toBe(404);
  });

  test('is captured at the first change, and follows the resource from then on', async () => {
    expect((await tidemark.edit('node-a', 'one', VALUE)).status).toBe(200);
    expect(await later()).toMatchObject({ captures: 1, capturedAt: { node: 'node-a' } });
    expect((await send('POST /v1/groups/SQL/move', { to: 'node-b' })).status).toBe(200);
    expect(await tidemark.value('node-b', undefined, VALUE)).toBe('one');
  });

  test('is captured on the way offline if the key came while the resource was offline', async () => {
    await send('POST /v1/resources/Site/online');
    await send('POST /v1/resources/Site/checkpoints', { key: 'SOFTWARE\\Site', missing: 'allow' });
    await send('POST /v1/resources/Site/offline');
    await tidemark.edit('node-a', 'x', ['SOFTWARE\\Site', 'v']);
    await send('POST /v1/resources/Site/online');
    expect(await items('resource=Site')).toMatchObject([{ captures: 0 }]);
    await send('POST /v1/resources/Site/offline');
    const [site = {}] = await items('resource=Site');
    expect(site).toMatchObject({ captures: 1 });
    const captures = `/v1/resources/Site/checkpoints/${String(site['id'])}/captures`;
    expect(await tidemark.items(captures)).toMatchObject([{ number: 1, reason: 'going-offline' }]);
  });

  test('in the other view alone is refused with a hint, over a control code too', async () => {
    const key = 'SOFTWARE\\Only32';
    const change = { op: 'create-key', key };
    await send('PATCH /v1/nodes/node-b/registry?view=32-bit', { changes: [change] });
    const detail = `no such key in the 64-bit view of the owner: ${key}; the 32-bit view has it`;
    expect((await send(ADD, { key })).body['detail']).toBe(detail);
    const { body } = await tidemark.addCheckpoint('Server', key);
    expect(body).toMatchObject({ status: 2, detail });
  });

  test('is no option for a key container', async () => {
    const { status, body } = await send(ADD, {
      ...{ kind: 'crypto', key: '1\\\\c', missing: 'allow' },
    });
    expect([status, body['errors']]).toMatchObject([400, [{ pointer: '/missing' }]]);
  });
});

describe('the list of all checkpoints', () => {
  test('shows resource, group, owner and last capture, by resource and key', async () => {
    const all = await items('');
    expect(all.map(({ resource, group, owner, key }) => [resource, group, owner, key])).toEqual([
      ['Server', 'SQL', 'node-b', KEY],
      ['Server', 'SQL', 'node-b', ABSENT_KEY],
      ['Site', 'Web', 'node-a', 'SOFTWARE\\Site'],
    ]);
    expect(all[0]).toMatchObject({ kind: 'registry', capturedAt: { node: 'node-a' } });
  });

  test.each([
    ['resource=Server', [KEY, ABSENT_KEY]],
    ['group=Web', ['SOFTWARE\\Site']],
    ['owner=node-b', [KEY, ABSENT_KEY]],
    ['kind=crypto', []],
    ['kind=registry&group=SQL', [KEY, ABSENT_KEY]],
    [`key=${KEY}\\Deep`, [KEY]],
    ['key=software\\contoso', [KEY]],
    ['key=SOFTWARE&view=32-bit', []],
    ['hazard=clobber', []],
  ])('is filtered by %s', async (query, keys) => {
    expect((await items(query)).map(({ key }) => String(key))).toEqual(keys);
  });

  test.each([
    ['resource=Nope', 404],
    ['owner=Nope', 404],
    ['hazard=nope', 400],
    ['kind=nope', 400],
    ['key=\\x', 422],
  ])('refuses %s', async (query, status) => {
    expect((await send(`GET /v1/checkpoints?${query}`)).status).toBe(status);
  });

  test('comes in pages, and as of a moment', async () => {
    const { body } = await send('GET /v1/checkpoints?limit=2');
    expect(body['items']).toHaveLength(2);
    expect(await items(`limit=2&cursor=${String(body['next'])}`)).toHaveLength(1);
    const [added] = await tidemark.items('/v1/events?type=RegistryCheckpointAdded');
    const at = Number(added?.['position']) - 1;
    expect(await items(`at=${at}`)).toEqual([]);
  });
});
