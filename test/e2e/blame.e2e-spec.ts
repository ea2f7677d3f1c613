import { beforeEach, describe, expect, test } from '@jest/globals';

import { lossyRole, set } from './lossy-role.js';
import { KEY, type Json, type Tidemark } from './tidemark.js';

const { current, online, move, change } = lossyRole();
let tidemark: Tidemark;

beforeEach(() => {
  tidemark = current();
});

const blame = async (query: string): Promise<Json> =>
  (await tidemark.send(`GET /v1/blame?key=${KEY}&${query}`)).body;

const chainOf = async (query: string): Promise<unknown> => {
  const { items } = await blame(query);
  const [{ chain } = {}] = items as Json[];
  return (chain as Json[]).map((link) => [
    link['how'],
    link['node'],
    link['actor'],
    link['capture']?.number ?? null,
  ]);
};

describe('blame', () => {
  let edited: number;

  beforeEach(async () => {
    await online();
    await change('node-a', [set('Port', 'mine')], 'ann');
    const [event] = await tidemark.items('/v1/events?actor=ann');
    edited = Number(event?.['position']);
    await move('node-b');
    await move('node-a');
  });

  test('leads from a restored value to the edit that first wrote it', async () => {
    expect(await chainOf('node=node-b&name=port')).toEqual([
      ['restore', 'node-b', 'tidemark', 3],
      ['capture', 'node-a', 'tidemark', 3],
      ['edit', 'node-a', 'ann', null],
    ]);
    expect(await chainOf('node=node-a&name=Port')).toEqual([['edit', 'node-a', 'ann', null]]);
  });

  test('leads through several nodes', async () => {
    await move('node-b');
    await change('node-b', [set('User', 'x')], 'bob');
    await change('node-a', [set('Port', 'gone')], 'bob');
    await move('node-a');
    const { items } = await blame('node=node-a&name=Port');
    const [{ chain, ...value } = {}] = items as Json[];
    expect((chain as Json[]).map(({ how, node }) => [how, node])).toEqual([
      ['restore', 'node-a'],
      ['capture', 'node-b'],
      ['restore', 'node-b'],
      ['capture', 'node-a'],
      ['edit', 'node-a'],
    ]);
    expect(value).toMatchObject({
      origin: { actor: 'ann', node: 'node-a', command: 'ChangeRegistry' },
      more: false,
    });
  });

  test('says that a file was imported', async () => {
    const file = `Windows Registry Editor Version 5.00\r\n\r\n[HKEY_LOCAL_MACHINE\\${KEY}]\r\n"Port"="file"\r\n`;
    await tidemark.send('PATCH /v1/nodes/node-a/registry', file, {
      'content-type': 'text/x-ms-regedit; charset=utf-8',
      'tidemark-actor': 'carol',
    });
    expect(await chainOf('node=node-a&name=Port')).toEqual([['import', 'node-a', 'carol', null]]);
  });

  test('answers for any past moment', async () => {
    const at = String(edited - 1);
    expect(await chainOf(`node=node-a&name=Port&at=${at}`)).toEqual([
      ['edit', 'node-a', 'anonymous', null],
    ]);
    const { items } = await blame(`node=node-a&name=Port&at=${at}`);
    expect((items as Json[])[0]).toMatchObject({ value: { text: '1433' } });
  });

  test('lists values page by page', async () => {
    await change('node-a', [set('A', '1'), set('B', '2'), set('C', '3', `${KEY}\\Sub`)], 'ann');
    const names: unknown[] = [];
    for (let query = 'node=node-a&depth=all&limit=2'; ;) {
      const { items, next } = await blame(query);
      names.push(...(items as Json[]).map(({ name }) => name as unknown));
      if (next === null) break;
      query = `node=node-a&depth=all&limit=2&cursor=${String(next)}`;
    }
    expect(names).toEqual(['A', 'B', 'Port', 'C']);
  });

  test.each([
    ['a missing node', `GET /v1/blame?key=${KEY}`, 400, '/node'],
    ['a depth that is no number', `GET /v1/blame?key=${KEY}&node=node-a&depth=x`, 400, '/depth'],
    ['a value that is not there', `GET /v1/blame?key=${KEY}&node=node-a&name=x`, 404, undefined],
    ['a key that is not there', `GET /v1/blame?key=${KEY}x&node=node-a`, 404, undefined],
    ['another node', `GET /v1/blame?key=${KEY}&node=node-z`, 404, undefined],
  ])('refuses %s', async (_, request, status, pointer) => {
    const answer = await tidemark.send(request);
    expect([answer.status, answer.body['errors']?.[0].pointer]).toEqual([status, pointer]);
  });
});

describe('the origin of a value', () => {
  beforeEach(async () => {
    await online();
    await change('node-a', [set('Port', 'mine')], 'ann');
    await change('node-b', [set('Port', 'theirs')], 'bob');
    await move('node-b');
  });

  const ann = { actor: 'ann', node: 'node-a', command: 'ChangeRegistry' };

  test('stands beside a restored value in a view, now and then', async () => {
    const view = await tidemark.get(`/v1/nodes/node-b/registry?key=${KEY}&depth=0`);
    const at = String((await tidemark.send('GET /v1/cluster')).headers.get('tidemark-position'));
    const then = await tidemark.get(`/v1/nodes/node-b/registry?key=${KEY}&depth=all&at=${at}`);
    for (const shown of [view, then]) {
      const port = (shown['values'] as Json[]).find(({ name }) => name === 'Port');
      expect(port).toMatchObject({ writtenAt: { actor: 'tidemark' }, origin: ann });
    }
  });

  test('is null for a value that no restore wrote', async () => {
    const view = await tidemark.get(`/v1/nodes/node-a/registry?key=${KEY}&depth=0`);
    const port = (view['values'] as Json[]).find(({ name }) => name === 'Port');
    expect(port).toMatchObject({ writtenAt: { actor: 'ann' }, origin: null });
  });

  test('stands in the history, in the ledger and in captures', async () => {
    const [version] = await tidemark.items(
      `/v1/nodes/node-b/registry/history?key=${KEY}&name=Port`,
    );
    expect(version).toMatchObject({ restored: true, origin: ann });
    const [lost] = await tidemark.items('/v1/lost-writes?node=node-b');
    expect(lost).toMatchObject({ name: 'Port', origin: ann, lostOrigin: null });
    const [checkpoint] = await tidemark.items('/v1/resources/Server/checkpoints');
    await change('node-b', [set('User', 'x')], 'bob');
    const path = `/v1/resources/Server/checkpoints/${String(checkpoint?.['id'])}/captures`;
    const { number } = (await tidemark.items(path)).at(-1) ?? {};
    const captured = await tidemark.get(`${path}/${String(number)}`);
    const port = (captured['content'].values as Json[]).find(({ name }) => name === 'Port');
    expect(port).toMatchObject({ writtenAt: { actor: 'tidemark' }, origin: ann });
  });
});
