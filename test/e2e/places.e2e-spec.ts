import { beforeEach, describe, expect, test } from '@jest/globals';

import { lossyRole, set } from './lossy-role.js';
import { KEY, type Json, type Tidemark } from './tidemark.js';

const { current, online, move, change } = lossyRole();
let tidemark: Tidemark;

beforeEach(async () => {
  tidemark = current();
  await online();
  await change('node-a', [set('Port', 'bad')], 'ann');
});

const places = async (query = ''): Promise<unknown> =>
  (await tidemark.items(`/v1/places?key=${KEY}&name=port${query}`)).map(
    ({ node, capture, value }) => [
      node ?? (capture as Json)['number'],
      (value as Json | null)?.['text'] ?? null,
    ],
  );

const eventOf = async (actor: string): Promise<Json> =>
  (await tidemark.items(`/v1/events?actor=${actor}&type=RegistryChanged`)).at(-1) ?? {};

const spread = async (event: unknown): Promise<Json> =>
  tidemark.get(`/v1/spread?event=${String(event)}`);

describe('the places of a value', () => {
  test('are all nodes and the newest captures', async () => {
    expect(await places()).toEqual([
      ['node-a', 'bad'],
      ['node-b', null],
      [2, 'bad'],
    ]);
    await move('node-b');
    expect(await places()).toEqual([
      ['node-a', 'bad'],
      ['node-b', 'bad'],
      [3, 'bad'],
    ]);
  });

  test('are those of a past moment', async () => {
    const { position } = await eventOf('ann');
    expect(await places(`&at=${String(Number(position) - 1)}`)).toEqual([
      ['node-a', '1433'],
      ['node-b', null],
      [1, '1433'],
    ]);
  });

  test('say who wrote the value', async () => {
    await move('node-b');
    const items = await tidemark.items(`/v1/places?key=${KEY}&name=Port`);
    expect(items[1]).toMatchObject({
      writtenAt: { actor: 'tidemark' },
      origin: { actor: 'ann', node: 'node-a' },
    });
  });
});

describe('the spread of a value', () => {
  test('follows it onto other nodes and into captures, until it is gone', async () => {
    const { id } = await eventOf('ann');
    await move('node-b');
    await change('node-b', [set('Port', 'good')], 'bob');
    await move('node-a');
    const found = await spread(id);
    expect(found['event']).toMatchObject({ event: id as string, actor: 'ann', node: 'node-a' });
    expect(found['items']).toMatchObject([
      {
        ...{ key: KEY, name: 'Port', more: false, lostWrites: [] },
        nodes: [
          { node: 'node-a', restored: false, to: { actor: 'tidemark' } },
          { node: 'node-b', restored: true, from: { actor: 'tidemark' }, to: { actor: 'bob' } },
        ],
        captures: [{ resource: 'Server', from: 2, to: 3, isNewest: false }],
        still: { nodes: [], captures: [] },
      },
    ]);
  });

  test('says where it still is', async () => {
    const { position } = await eventOf('ann');
    await move('node-b');
    const [value] = (await spread(position))['items'] as Json[];
    expect(value?.['still']).toMatchObject({
      nodes: ['node-a', 'node-b'],
      captures: [{ resource: 'Server', number: 3 }],
    });
  });

  test('says where it was lost', async () => {
    await change('node-b', [set('Port', 'stray')], 'bob');
    await move('node-b');
    const { id } = await eventOf('bob');
    const [value] = (await spread(id))['items'] as Json[];
    expect(value).toMatchObject({
      lostWrites: [{ rule: 'R3', node: 'node-b', lost: { text: 'stray' } }],
      still: { nodes: [], captures: [] },
    });
  });

  test.each([
    ['an unknown event', '6d3b9a0c-5e50-4b8e-8f3e-3a2d1c0b9a87', 404],
    ['a text that is no id', 'x', 404],
  ])('refuses %s', async (_, event, status) => {
    expect((await tidemark.send(`GET /v1/spread?event=${event}`)).status).toBe(status);
  });

  test('refuses an event that is no edit', async () => {
    const [first] = await tidemark.items('/v1/events?limit=1');
    const path = `GET /v1/spread?event=${String(first?.['position'])}`;
    expect((await tidemark.send(path)).status).toBe(400);
  });
});

test('a capture says what it changed, and whose change it was', async () => {
  const [checkpoint] = await tidemark.items('/v1/resources/Server/checkpoints');
  const path = `/v1/resources/Server/checkpoints/${String(checkpoint?.['id'])}/captures`;
  const [first, second] = await tidemark.items(path);
  expect(first).toMatchObject({ number: 1, changed: null });
  const changed = {
    summary: { added: 0, removed: 0, changed: 1 },
    items: [
      {
        ...{ key: KEY, name: 'Port', change: 'changed', origin: null },
        before: { text: '1433' },
        after: { text: 'bad' },
        by: { actor: 'ann' },
      },
    ],
    more: false,
  };
  expect(second).toMatchObject({ number: 2, changed });
  expect(await tidemark.get(`${path}/2`)).toMatchObject({ changed });
});

describe('the history of a key', () => {
  const history = async (query = ''): Promise<unknown> =>
    (await tidemark.items(`/v1/nodes/node-a/registry/history?key=${KEY}${query}`)).map(
      ({ key, name, change: how, writtenAt, endedAt }) => [
        name ?? String(key),
        how,
        (writtenAt as Json)['actor'],
        (endedAt as Json | null)?.['actor'] ?? null,
      ],
    );

  test('has deletions, and keys without values', async () => {
    await change('node-a', [{ op: 'delete-value', key: KEY, name: 'Port' }], 'bob');
    await change('node-a', [{ op: 'create-key', key: `${KEY}\\Empty` }], 'carol');
    await change('node-a', [{ op: 'delete-key', key: `${KEY}\\Empty` }], 'dave');
    expect(await history()).toEqual([
      [`${KEY}\\Empty`, 'deleted', 'dave', null],
      [`${KEY}\\Empty`, 'created', 'carol', 'dave'],
      ['Port', 'deleted', 'bob', null],
      ['Port', 'set', 'ann', 'bob'],
      ['Port', 'set', 'anonymous', 'ann'],
      [KEY, 'created', 'anonymous', null],
    ]);
  });
});
