import { beforeEach, describe, expect, test } from '@jest/globals';

import { lossyRole, set } from './lossy-role.js';
import { KEY, type Answer, type Json, type Tidemark } from './tidemark.js';

const { current, online, move, change } = lossyRole();
let tidemark: Tidemark;

beforeEach(() => {
  tidemark = current();
});

const bisect = (when: Json, range: Json = {}): Promise<Answer> =>
  tidemark.send('POST /v1/bisect', { when, ...range });

const since = async (when: Json, range: Json = {}): Promise<Json> => {
  const { status, body } = await bisect(when, range);
  expect([status, body['detail']]).toEqual([200, undefined]);
  return body;
};

const port = (more: Json): Json => ({ value: { node: 'node-a', key: KEY, name: 'port', ...more } });
const text = (is: string): Json => ({ type: 'REG_SZ', text: is });

describe('since when', () => {
  test('a value is wrong: the last edit or restore that made it so', async () => {
    await change('node-a', [set('Port', '1555')]);
    await change('node-a', [set('Port', '1433')]);
    const edit = await change('node-a', [set('Port', '1555')], 'bob');
    await change('node-a', [set('Other', 'x')]);
    const found = await since(port({ is: text('1555') }));
    expect(found).toMatchObject({
      ...{ before: false, after: true },
      first: { type: 'RegistryChanged', actor: 'bob', position: String(edit.body['position']) },
    });
    const restored = await online();
    const good = await since(port({ isNot: text('1555') }));
    expect(good['first']).toMatchObject({
      type: 'RegistryRestored',
      operation: String(restored.body['operation']),
    });
    const early = await since(port({ is: text('1555') }), { to: String(edit.body['position']) });
    expect(early['first'].position).toBe(edit.body['position']);
    expect(early['moment'].position).toBe(edit.body['position']);
    const later = await since(port({ is: text('1555') }), { from: String(edit.body['position']) });
    expect(later).toMatchObject({ first: null, before: true, after: false });
  });

  test('a value is there, or never was', async () => {
    expect((await since(port({ missing: false })))['first']).toMatchObject({
      type: 'RegistryChanged',
    });
    expect(await since(port({ missing: true }))).toMatchObject({
      first: null,
      before: true,
      after: false,
    });
    expect(await since(port({ is: text('never') }))).toMatchObject({
      ...{ first: null, before: false, after: false },
    });
  });

  test('a resource, a group or a node is in a state, and who owns a group', async () => {
    const begun = await online();
    const ofRun = async (when: Json): Promise<unknown> => (await since(when))['first']?.operation;
    const { operation } = begun.body;
    expect(await ofRun({ state: { resource: 'Server', is: 'Online' } })).toBe(operation);
    expect(await ofRun({ state: { group: 'SQL', is: 'Online' } })).toBe(operation);
    const moved = await move('node-b');
    expect(await ofRun({ state: { group: 'sql', is: 'Online' } })).toBe(moved.body['operation']);
    expect((await since({ owner: { group: 'SQL', is: 'node-b' } }))['first']).toMatchObject({
      type: 'GroupOwnerChanged',
    });
    await tidemark.send('POST /v1/nodes/node-a/crash');
    expect((await since({ state: { node: 'node-a', is: 'Down' } }))['first']).toMatchObject({
      type: 'NodeCrashed',
    });
  });

  test('a registry or a stored copy has a hash, and a node has drifted', async () => {
    await online();
    const edit = await change('node-a', [set('Port', '1555')]);
    const [{ id, hash: is } = {}] = await tidemark.items('/v1/resources/Server/checkpoints');
    const copied = await since({ hash: { side: `checkpoint:${String(id)}`, is: is as string } });
    expect(copied['first']).toMatchObject({
      type: 'RegistryCheckpointCaptured',
      data: { number: 2 },
    });
    const sides = await tidemark.get('/v1/diff?left=node:node-a&right=node:node-b');
    const live = await since({ hash: { side: 'node:node-a', is: sides['left'].hash as string } });
    expect(live['first'].id).toBe(edit.body['events'][0].id);
    const drift = { drift: { checkpoint: String(id), node: 'node-b' } };
    const drifted = await since(drift);
    expect(drifted).toMatchObject({ before: false, after: true });
    await move('node-b');
    expect(await since({ drift: { checkpoint: String(id), node: 'node-b' } })).toMatchObject({
      first: { id: String(drifted['first'].id) },
    });
  });

  test('a rule was broken: never', async () => {
    expect(await since({ violated: 'R1' })).toMatchObject({
      first: null,
      before: false,
      after: false,
    });
  });
});

describe('a question that can not be answered is refused', () => {
  test.each<[string, Json, Json, number, string | undefined]>([
    ['no predicate', {}, {}, 400, '/when'],
    ['two predicates', { violated: 'R1', owner: { group: 'SQL', is: 'node-a' } }, {}, 400, '/when'],
    ['an unknown predicate', { what: {} }, {}, 400, '/when/what'],
    ['a value without a question', port({}), {}, 400, '/when/value'],
    ['a value with two', port({ missing: true, is: text('x') }), {}, 400, '/when/value'],
    ['two things', { state: { group: 'SQL', node: 'node-a', is: 'Up' } }, {}, 400, '/when/state'],
    ['an unknown state', { state: { node: 'node-a', is: 'Sleeping' } }, {}, 400, '/when/state/is'],
    ['a capture', { hash: { side: 'capture:x/1', is: 'h' } }, {}, 400, '/when/hash/side'],
    ['a hash of no checkpoint', { hash: { side: 'checkpoint:x', is: 'h' } }, {}, 404, undefined],
    ['an unknown node', { owner: { group: 'SQL', is: 'none' } }, {}, 404, undefined],
    ['an unknown checkpoint', { drift: { checkpoint: 'x', node: 'node-a' } }, {}, 404, undefined],
    [
      'a range that ends before it begins',
      { violated: 'R1' },
      { from: '9', to: '3' },
      400,
      '/from',
    ],
    ['a moment that is yet to come', { violated: 'R1' }, { to: '999999999999999' }, 400, '/to'],
    ['an unknown field', { violated: 'R1' }, { until: '1' }, 400, '/until'],
  ])('%s', async (_, when, range, wanted, pointer) => {
    const { status, body } = await bisect(when, range);
    expect([status, (body['errors'] as Json[] | undefined)?.[0]?.['pointer']]).toEqual([
      wanted,
      pointer,
    ]);
  });
});
