import { beforeEach, describe, expect, test } from '@jest/globals';

import { DEEP, lossyRole, set } from './lossy-role.js';
import { type Answer, type Json, type Tidemark } from './tidemark.js';

const { current, online, move, change, lost } = lossyRole();
let tidemark: Tidemark;
/** The rows of a restore on node-a (Port, Deep, User) and of a move to node-b (Port). */
let rows: readonly Json[];

beforeEach(async () => {
  tidemark = current();
  await change('node-a', [set('Port', 'x'), set('Host', 'x', DEEP)]);
  await change('node-a', [set('User', 'y')], 'bob');
  await online();
  await change('node-b', [set('Port', 'z')], 'bob');
  await move('node-b');
  rows = (await lost())['items'] as Json[];
});

const acknowledge = (index: number, body: Json): Promise<Answer> =>
  tidemark.send(`POST /v1/lost-writes/${String(rows[index]?.['id'])}/acknowledge`, body);

const states = async (query = ''): Promise<unknown> =>
  ((await lost(query))['items'] as Json[]).map(({ state }) => state);

const summary = (query: string): Promise<Json> => tidemark.get(`/v1/lost-writes/summary?${query}`);

const counts = async (query: string): Promise<unknown> =>
  ((await summary(query))['items'] as Json[]).map(({ value, rows: count }) => [value, count]);

describe('an acknowledgement', () => {
  test('needs a reason, and shows it with the row from then on', async () => {
    const refused = await acknowledge(0, {});
    expect([refused.status, refused.body['errors'][0].pointer]).toEqual([400, '/reason']);
    const before = String(
      (await tidemark.send('GET /v1/cluster')).headers.get('tidemark-position'),
    );
    const { status, body } = await acknowledge(0, { reason: 'a test value' });
    expect(status).toBe(200);
    expect(body['result']).toMatchObject({
      ...{ id: String(rows[0]?.['id']), state: 'acknowledged' },
      decidedAt: { reason: 'a test value', position: String(body['position']) },
    });
    expect(body['events']).toMatchObject([{ type: 'LostWriteAcknowledged' }]);
    expect(await states()).toEqual(['acknowledged', 'open', 'open', 'open']);
    expect(await states(`?at=${before}`)).toEqual(['open', 'open', 'open', 'open']);
    const one = await tidemark.get(`/v1/lost-writes/${String(rows[0]?.['id'])}`);
    expect(one).toEqual(body['result']);
  });

  test('of the same row again decides nothing', async () => {
    await acknowledge(0, { reason: 'a test value' });
    const again = await acknowledge(0, { reason: 'once more' });
    expect([again.status, again.body['events']]).toEqual([200, []]);
    expect(again.body['result'].decidedAt.reason).toBe('a test value');
  });

  test('can be tried, and is refused if the row has another state since then', async () => {
    const tried = await acknowledge(0, { dryRun: true });
    expect(tried.body).toMatchObject({ diff: { items: [] }, lostWrites: { rows: 0 } });
    expect(await states()).toEqual(['open', 'open', 'open', 'open']);
    await change('node-b', [set('Port', 'new')]);
    const stale = await acknowledge(0, { reason: 'known', expect: String(tried.body['expect']) });
    expect([stale.status, stale.body['errors'][0].pointer]).toEqual([412, '/expect']);
    const fresh = String((await acknowledge(0, { dryRun: true })).body['expect']);
    expect((await acknowledge(0, { reason: 'known', expect: fresh })).status).toBe(200);
  });

  test.each([
    ['an unknown row', 'x', { reason: 'known' }, 404],
    ['an unknown field', undefined, { reason: 'known', values: [] }, 400],
    ['a wrong expectation', undefined, { reason: 'known', expect: 1 }, 400],
  ])('of %s is refused', async (_, id, body, wanted) => {
    const row = id ?? String(rows[0]?.['id']);
    const { status } = await tidemark.send(`POST /v1/lost-writes/${row}/acknowledge`, body);
    expect(status).toBe(wanted);
  });

  test('is refused while the cluster is read-only', async () => {
    await tidemark.send('POST /v1/cluster/state', { state: 'read-only' });
    const { status, body } = await acknowledge(0, { reason: 'known' });
    expect([status, body['win32']?.code]).toEqual([503, 70]);
  });
});

describe('the list of lost writes', () => {
  beforeEach(async () => {
    await acknowledge(1, { reason: 'known' });
    await change('node-a', [set('User', 'new')]);
  });

  test('selects states, with totals, pages and other filters', async () => {
    expect(await states()).toEqual(['open', 'acknowledged', 'superseded', 'open']);
    const open = await lost('?state=open&limit=1');
    expect(open['totals']).toEqual({ rows: 2, keys: 0, values: 2 });
    expect((open['items'] as Json[])[0]?.['id']).toBe(rows[0]?.['id']);
    const rest = await lost(`?state=open&limit=1&cursor=${String(open['next'])}`);
    expect((rest['items'] as Json[])[0]?.['id']).toBe(rows[3]?.['id']);
    expect([rest['next'], rest['totals']]).toEqual([null, open['totals']]);
    expect(await states('?state=superseded&actor=bob')).toEqual(['superseded']);
    expect(await states('?state=superseded&node=node-b')).toEqual([]);
    const wrong = await tidemark.send('GET /v1/lost-writes?state=gone');
    expect([wrong.status, wrong.body['errors'][0].pointer]).toEqual([400, '/state']);
  });

  test('is summarised by each property', async () => {
    const tables: readonly (readonly [string, unknown])[] = [
      [
        'by=state',
        [
          ['open', 2],
          ['recovered', 0],
          ['superseded', 1],
          ['acknowledged', 1],
        ],
      ],
      [
        'by=rule',
        [
          ['R2', 3],
          ['R3', 1],
        ],
      ],
      [
        'by=node',
        [
          ['node-a', 3],
          ['node-b', 1],
        ],
      ],
      ['by=resource', [['Server', 4]]],
      [
        'by=actor',
        [
          ['alice', 2],
          ['bob', 2],
        ],
      ],
      [
        'by=actor&state=open',
        [
          ['alice', 1],
          ['bob', 1],
        ],
      ],
      ['by=node&state=acknowledged', [['node-a', 1]]],
      ['by=rule&node=node-b', [['R3', 1]]],
      ['by=rule&rule=R2', [['R2', 3]]],
    ];
    for (const [query, wanted] of tables)
      expect([query, await counts(query)]).toEqual([query, wanted]);
    expect((await summary('by=node'))['totals']).toEqual({ rows: 4, keys: 1, values: 4 });
    expect((await summary('by=actor&state=open'))['totals']).toEqual({
      rows: 2,
      keys: 0,
      values: 2,
    });
  });

  test('is summarised as of a moment', async () => {
    const { position } = rows[1]?.['overwrittenAt'] as Json;
    expect(await counts(`by=state&at=${String(position)}`)).toEqual([
      ['open', 3],
      ['recovered', 0],
      ['superseded', 0],
      ['acknowledged', 0],
    ]);
    expect((await summary(`by=node&at=${String(position)}`))['moment']).toMatchObject({
      position: String(position),
    });
  });

  test.each([
    ['no property', '', '/by'],
    ['an unknown property', 'by=key', '/by'],
    ['an unknown state', 'by=rule&state=x', '/state'],
  ])('is not summarised by %s', async (_, query, pointer) => {
    const { status, body } = await tidemark.send(`GET /v1/lost-writes/summary?${query}`);
    expect([status, body['errors'][0].pointer]).toEqual([400, pointer]);
  });
});
