import { beforeEach, describe, expect, test } from '@jest/globals';

import { DEEP, lossyRole, set } from './lossy-role.js';
import { KEY, type Answer, type Json, type Tidemark } from './tidemark.js';

const { current, online, move, change, lost } = lossyRole();
let tidemark: Tidemark;

beforeEach(() => {
  tidemark = current();
});

const names = async (query: string): Promise<unknown> =>
  ((await lost(query))['items'] as Json[]).map(({ name, key }) => (name ?? key) as string);

describe('the list of lost writes', () => {
  let [first, second]: readonly Answer[] = [];

  beforeEach(async () => {
    await change('node-a', [set('Port', 'x'), set('Host', 'x', DEEP)]);
    await change('node-a', [set('User', 'y')], 'bob');
    first = await online();
    await change('node-b', [set('Port', 'z')], 'bob');
    second = await move('node-b');
  });

  test.each<[string, () => string, readonly string[]]>([
    ['nothing', () => '', ['Port', DEEP, 'User', 'Port']],
    ['a node', () => '?node=node-b', ['Port']],
    ['a resource', () => '?resource=Server', ['Port', DEEP, 'User', 'Port']],
    ['a rule', () => '?rule=R2', [DEEP, 'User', 'Port']],
    ['an actor', () => '?actor=bob', ['Port', 'User']],
    ['an actor in a subtree', () => `?actor=alice&key=${DEEP}`, [DEEP]],
    ['an operation', () => `?operation=${String(second?.body['operation'])}`, ['Port']],
    ['a key, whatever its case', () => `?key=${KEY.toUpperCase()}`, ['Port', DEEP, 'User', 'Port']],
    ['a key below', () => `?key=${DEEP}`, [DEEP]],
    ['an invalid key', () => `?key=${DEEP}r`, []],
    ['a first position', () => `?from=${String(first?.body['position'])}`, ['Port']],
    ['a last position', () => `?to=${String(first?.body['position'])}`, [DEEP, 'User', 'Port']],
    ['two things', () => '?node=node-a&actor=bob', ['User']],
    ['an actor who wrote none of it', () => '?actor=carol', []],
  ])('can be filtered by %s', async (_, query, wanted) => {
    expect(await names(query())).toEqual(wanted);
    const values = wanted.length;
    const keys = wanted.filter((name) => name === DEEP).length;
    expect((await lost(query()))['totals']).toEqual({ rows: values, keys, values });
  });

  test('can be filtered by a checkpoint', async () => {
    const [checkpoint] = await tidemark.items('/v1/resources/Server/checkpoints');
    expect(await names(`?checkpoint=${String(checkpoint?.['id'])}&rule=R3`)).toEqual(['Port']);
  });

  test('has pages', async () => {
    const page = await lost('?limit=3');
    const rest = await lost(`?limit=3&cursor=${String(page['next'])}`);
    expect([page['items'].length, rest['items'].length, rest['next']]).toEqual([3, 1, null]);
    expect(rest['totals']).toEqual(page['totals']);
  });

  test.each([
    ['an invalid cursor', '?cursor=x', '/cursor'],
    ['an invalid position', '?from=x y', '/from'],
    ['a rule that loses nothing', '?rule=R1', '/rule'],
  ])('refuses %s', async (_, query, pointer) => {
    const { status, body } = await tidemark.send(`GET /v1/lost-writes${query}`);
    expect([status, body['errors'][0].pointer]).toEqual([400, pointer]);
  });

  test('is shown with the operations that lost the writes', async () => {
    const operation = await tidemark.get(`/v1/operations/${String(first?.body['operation'])}`);
    expect(operation['lostWrites']).toMatchObject({
      ...{ rows: 3, keys: 1, values: 3, more: false },
      items: [{ key: DEEP }, { name: 'User' }, { name: 'Port' }],
    });
    const all = await tidemark.items('/v1/operations?limit=100');
    expect(operation).toMatchObject(all.find(({ id }) => id === operation['id']) ?? {});
    const none = all.filter(({ lostWrites }) => (lostWrites as Json)['rows'] === 0);
    expect(none.length).toBeGreaterThan(0);
    expect(none[0]?.['lostWrites']).toEqual({
      ...{ rows: 0, keys: 0, values: 0, items: [], more: false },
    });
  });
});
