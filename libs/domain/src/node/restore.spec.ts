import { describe, expect, test } from '@jest/globals';

import { applyChanges, emptyTree, findKey, hashKey, type RegistryChange } from '#registry';

import { changed, content, restore, set, wasRestored } from '../../testing/registry-stories.js';
import { specify } from '../../testing/specify.js';
import { GROUP, KEY, nodeOpened, SECOND } from '../../testing/stories.js';
import { type NodeCommand } from './commands.js';
import { node } from './decide.js';
import { type NodeEvent, type StagedSet } from './events.js';

const spec = specify(node);

describe('a list too long for one event', () => {
  const part = (index: number, ...changes: readonly RegistryChange[]): NodeEvent => ({
    type: 'RegistryChangesStaged',
    data: { set: 's', index, changes },
  });
  const staged: StagedSet = { set: 's', count: 2, hash: 'h' };
  const close: NodeCommand = { type: 'ChangeRegistry', data: { changes: [], staged } };
  const parts = [part(0, set(1)), part(1, set(2, 'Other'))];

  test('is stored in parts, each once', () => {
    const stage: NodeCommand = {
      type: 'StageRegistryChanges',
      data: { set: 's', index: 0, changes: [set(1)] },
    };
    spec
      .given(nodeOpened)
      .when(stage)
      .then(part(0, set(1)));
    spec
      .given(nodeOpened, part(0, set(1)))
      .when(stage)
      .decidesNothing();
  });

  test('has no effect before its last event, and its full effect then', () => {
    const before = [nodeOpened, ...parts].reduce(node.evolve, node.initial);
    expect(before).toMatchObject({ registry: emptyTree, registryRevision: -1 });
    const closed: NodeEvent = { type: 'RegistryChanged', data: { changes: [], staged } };
    spec
      .given(nodeOpened, ...parts)
      .when(close)
      .then(closed);
    const after = node.evolve(before, closed);
    expect(after).toMatchObject({
      registry: applyChanges(emptyTree, [set(1), set(2, 'Other')]),
      registryRevision: 3,
    });
  });

  test('gives the same result in order, in reverse, and around another edit', () => {
    const [first, second] = parts as [NodeEvent, NodeEvent];
    const closed: NodeEvent = { type: 'RegistryChanged', data: { changes: [], staged } };
    const other: NodeEvent = {
      type: 'RegistryChanged',
      data: { changes: [set(7, 'Third'), set(8, 'Other')] },
    };
    const after = (...events: readonly NodeEvent[]): unknown =>
      [nodeOpened, ...events, closed].reduce(node.evolve, node.initial);
    const wanted = (...changes: readonly RegistryChange[]): unknown => ({
      registry: applyChanges(emptyTree, [...changes, set(1), set(2, 'Other')]),
    });
    expect(after(second, first)).toMatchObject(wanted() as object);
    const third = wanted(set(7, 'Third'), set(8, 'Other')) as object;
    expect(after(first, other, second)).toMatchObject(third);
    expect(after(first, second, other)).toMatchObject(third);
    expect(after(other, first, second)).toMatchObject(third);
  });

  test('can not be closed while a part is missing', () => {
    const [first, second] = parts as [NodeEvent, NodeEvent];
    spec
      .given(nodeOpened, first)
      .when(close)
      .refuses('ERROR_INVALID_STATE', /is incomplete/);
    spec
      .given(nodeOpened, second)
      .when(close)
      .refuses('ERROR_INVALID_STATE', /is incomplete/);
    spec
      .given(nodeOpened)
      .when(close)
      .refuses('ERROR_INVALID_STATE', /is incomplete/);
  });

  test('decides nothing if every value is already so', () => {
    spec
      .given(nodeOpened, changed(set(1), set(2, 'Other')), ...parts)
      .when(close)
      .decidesNothing();
  });

  test('that stays unfinished is dropped once 64 other lists have begun', () => {
    const others = Array.from({ length: 64 }, (_, index): NodeEvent => ({
      type: 'RegistryChangesStaged',
      data: { set: `other ${index}`, index: 0, changes: [set(index)] },
    }));
    spec
      .given(nodeOpened, ...parts, ...others)
      .when(close)
      .refuses('ERROR_INVALID_STATE', /is incomplete/);
  });
});

describe('a restore', () => {
  test('is a replace: it writes the differences, and deletes values that the capture lacks', () => {
    spec
      .given(nodeOpened)
      .when(restore())
      .then(wasRestored([set(1)]));
    spec
      .given(nodeOpened, changed(set(2), set(3, 'Extra')))
      .when(restore())
      .then(wasRestored([{ op: 'delete-value', key: KEY, name: 'Extra' }, set(1)]));
  });

  test('of an absence deletes the key', () => {
    spec
      .given(nodeOpened, changed(set(2)))
      .when(restore({ content: undefined }))
      .then(wasRestored([{ op: 'delete-key', key: KEY }], { hash: hashKey(undefined) }));
  });

  test('is recorded even without a difference: the content of the key is then known', () => {
    spec
      .given(nodeOpened, changed(set(1)))
      .when(restore())
      .then(wasRestored([]));
  });

  test('happens once in an operation, and again in the next one', () => {
    const history = [nodeOpened, changed(set(1)), wasRestored([]), changed(set(9))];
    spec
      .given(...history)
      .when(restore())
      .decidesNothing();
    spec
      .given(...history)
      .when(restore({ operation: SECOND }))
      .then(wasRestored([set(1)], { operation: SECOND }));
  });

  test('is refused for an older epoch', () => {
    const fenced: NodeEvent = { type: 'GroupFenced', data: { group: GROUP, epoch: 2 } };
    spec
      .given(nodeOpened, fenced)
      .when(restore())
      .refuses('ERROR_INVALID_STATE', /overtaken/);
  });

  test('that is too long for one event has to be staged', () => {
    const long = Array.from({ length: 20 }, (_, index): RegistryChange => ({
      op: 'set',
      key: KEY,
      name: `long ${index}`,
      value: { type: 'REG_SZ', text: 'x'.repeat(60_000) },
    }));
    const tree = findKey(applyChanges(emptyTree, long), KEY);
    spec
      .given(nodeOpened)
      .when(restore({ content: tree }))
      .refuses('ERROR_INVALID_STATE', /staged/);
  });

  test('from a staged list is right although other writers wrote in between', () => {
    const staged: StagedSet = { set: 's', count: 1, hash: 'h' };
    const part: NodeEvent = {
      type: 'RegistryChangesStaged',
      data: { set: 's', index: 0, changes: [{ op: 'create-key', key: KEY }, set(1)] },
    };
    const between = changed(set(7), set(8, 'Extra'));
    const state = [nodeOpened, part, between].reduce(node.evolve, node.initial);
    const events = node.decide(restore({ staged }), state);
    expect(events).toEqual([
      {
        ...wasRestored([{ op: 'delete-value', key: KEY, name: 'Extra' }]),
        data: {
          ...wasRestored([{ op: 'delete-value', key: KEY, name: 'Extra' }]).data,
          staged,
        },
      },
    ]);
    const after = events.reduce(node.evolve, state);
    expect(after.status === 'present' && hashKey(findKey(after.registry, KEY))).toBe(
      hashKey(content),
    );
  });
});
