import { describe, expect, test } from '@jest/globals';

import { applyChanges, emptyTree, findKey, type RegistryTree } from '#registry';

import { set } from '../../../testing/registry-stories.js';
import { APP, CHECKPOINT, KEY, NODE_A, NODE_B, WEB } from '../../../testing/stories.js';
import { type MissingRestore } from '../../resource/state.js';
import { type CheckpointId, type NodeId, type ResourceId } from '../../vocabulary/ids.js';
import { type Occurrence } from '../domain-event.js';
import {
  isSameKey,
  keyAfter,
  UnrestoredCheckpoints,
  type UnrestoredCheckpoint,
} from './unrestored-checkpoints.js';

const OTHER = 'other' as CheckpointId;
const occurrence = { eventId: 'e', position: '1', operation: '', recordedAt: 0 } as Occurrence;

const registry: UnrestoredCheckpoint = {
  ...{ resource: APP, checkpoint: CHECKPOINT, node: NODE_A, key: KEY },
  ...{ failed: occurrence, revision: 4, edits: [] },
};
const container: UnrestoredCheckpoint = { ...registry, checkpoint: OTHER, key: undefined };

const edit = (nodeRevision: number): UnrestoredCheckpoint['edits'][number] => ({
  nodeRevision,
  changes: [set(nodeRevision)],
});

/** The resource `app` is online on node A. */
const onA = (id: ResourceId): NodeId | undefined => (id === APP ? NODE_A : undefined);

const having = (...all: readonly UnrestoredCheckpoint[]): UnrestoredCheckpoints => {
  const checkpoints = new UnrestoredCheckpoints(onA);
  for (const one of all) checkpoints.add(one);
  return checkpoints;
};

const idsOf = (found: readonly UnrestoredCheckpoint[]): readonly string[] =>
  found.map(({ checkpoint }) => checkpoint);

describe('the checkpoints without their restore', () => {
  test('are counted while their resource is online on their node', () => {
    expect(new UnrestoredCheckpoints(onA).count).toBe(0);
    expect(having(registry, container).count).toBe(2);
    expect(having({ ...registry, node: NODE_B }, { ...container, resource: WEB }).count).toBe(0);
  });

  test('are none before one is added, and after each was deleted', () => {
    const all = new UnrestoredCheckpoints(onA);
    expect(all.isEmpty).toBe(true);
    all.add(registry);
    expect(all.isEmpty).toBe(false);
    all.delete(CHECKPOINT);
    expect(all.isEmpty).toBe(true);
    expect(all.get(CHECKPOINT)).toBeUndefined();
  });

  test.each<[string, string, NodeId, readonly string[]]>([
    ['the key', KEY, NODE_A, [CHECKPOINT]],
    ['the key in another case', KEY.toLowerCase(), NODE_A, [CHECKPOINT]],
    ['a key above', 'SOFTWARE', NODE_A, [CHECKPOINT]],
    ['a key below', `${KEY}\\Deep`, NODE_A, [CHECKPOINT]],
    ['a key beside', `${KEY}2`, NODE_A, []],
    ['the key on another node', KEY, NODE_B, []],
  ])('are found by %s', (_, key, node, found) => {
    expect(idsOf(having(registry, container).onlineOn(node, key))).toEqual(found);
  });

  test('are not found by a key while their resource is not online there', () => {
    const all = having(
      { ...registry, node: NODE_B },
      { ...registry, checkpoint: OTHER, resource: WEB },
    );
    expect(idsOf(all.onlineOn(NODE_A, KEY))).toEqual([]);
    expect(idsOf(all.onlineOn(NODE_B, KEY))).toEqual([]);
  });

  test('of a closed resource are forgotten, those of others are not', () => {
    const all = having(registry, container, {
      ...registry,
      resource: WEB,
      checkpoint: 'w' as CheckpointId,
    });
    all.forget(APP);
    expect(idsOf(all.freeze().map(([, one]) => one))).toEqual(['w']);
  });

  test('of a fork and of a thawed state change independently', () => {
    const all = having(registry);
    const thawed = new UnrestoredCheckpoints(onA);
    thawed.thaw(all.freeze());
    for (const copy of [new UnrestoredCheckpoints(onA, all), thawed]) {
      expect(copy.get(CHECKPOINT)).toEqual(registry);
      copy.delete(CHECKPOINT);
    }
    expect(all.get(CHECKPOINT)).toEqual(registry);
  });
});

describe('an edit of a registry', () => {
  const before = emptyTree;
  const after = applyChanges(emptyTree, [set(1)]);
  type Change = Parameters<UnrestoredCheckpoints['changed']>[0];
  const change: Change = { node: NODE_A, nodeRevision: 12, isOver: () => false };
  const editsAfter = (
    { known = registry, then = after }: { known?: UnrestoredCheckpoint; then?: RegistryTree },
    more: Partial<Change> = {},
  ): unknown => {
    const all = having(known);
    all.changed({ ...change, ...more }, before, then);
    return all.get(known.checkpoint)?.edits.map(({ nodeRevision }) => nodeRevision);
  };

  test('of the key counts after those before it', () => {
    const known = { ...registry, edits: [edit(11)] };
    const all = having(known);
    all.changed(change, before, after);
    expect(all.get(CHECKPOINT)?.edits[0]).toEqual(edit(11));
    expect(all.get(CHECKPOINT)?.edits[1]?.nodeRevision).toBe(12);
    const { changes = [] } = all.get(CHECKPOINT)?.edits[1] ?? {};
    expect(findKey(applyChanges(before, changes), KEY)).toEqual(findKey(after, KEY));
  });

  test.each<[string, Partial<Change>, readonly number[]]>([
    ['that is touched counts', { touched: [CHECKPOINT] }, [12]],
    ['that is not touched does not count', { touched: [OTHER] }, []],
    ['on another node does not count', { node: NODE_B }, []],
    ['by a restore of another resource counts', { by: WEB }, [12]],
    ['by a restore of its own resource does not count', { by: APP }, []],
  ])('%s', (_, more, edits) => {
    expect(editsAfter({}, more)).toEqual(edits);
  });

  test('that leaves the key as it was does not count, and is none for a container', () => {
    const beside = applyChanges(emptyTree, [{ ...set(1), key: 'OTHER' }]);
    expect(editsAfter({ then: beside })).toEqual([]);
    expect(editsAfter({ known: container })).toEqual([]);
  });
});

describe('an event about key containers', () => {
  const change = { node: NODE_A, nodeRevision: 12 };
  const deletedAfter = (
    known: UnrestoredCheckpoint,
    presence: readonly [boolean, boolean] | undefined,
    more: Partial<Parameters<UnrestoredCheckpoints['containersChanged']>[0]> = {},
  ): number | undefined => {
    const all = having(known);
    all.containersChanged({ ...change, ...more }, () =>
      presence === undefined ? undefined : { before: presence[0], after: presence[1] },
    );
    return all.get(known.checkpoint)?.deletedAt;
  };
  const gone = { ...container, deletedAt: 11 };
  test('notes the deletion of the container, and forgets it when there are keys again', () => {
    expect(deletedAfter(container, [true, false])).toBe(12);
    expect(deletedAfter(gone, [false, true])).toBeUndefined();
    expect(deletedAfter(gone, [true, true])).toBeUndefined();
  });

  test('that came too late, or found no container before and after, changes nothing', () => {
    expect(deletedAfter(gone, undefined)).toBe(11);
    expect(deletedAfter(gone, [false, false])).toBe(11);
    expect(deletedAfter(container, [false, false])).toBeUndefined();
  });

  test('of another node, or by the restore of its own resource, changes nothing', () => {
    expect(deletedAfter(container, [true, false], { node: NODE_B })).toBeUndefined();
    expect(deletedAfter(container, [true, false], { by: APP })).toBeUndefined();
    expect(deletedAfter(container, [true, false], { by: WEB })).toBe(12);
  });

  test('changes no registry checkpoint', () => {
    expect(deletedAfter(registry, [true, false])).toBeUndefined();
  });
});

test('a capture takes the edits up to its revision', () => {
  const all = having({ ...registry, edits: [edit(11), edit(12), edit(13)] });
  all.captured(CHECKPOINT, 12);
  expect(all.get(CHECKPOINT)).toEqual({ ...registry, edits: [edit(13)] });
  all.captured(OTHER, 12);
  expect(all.get(OTHER)).toBeUndefined();
});

describe('after its attempt or its interval, a missing restore', () => {
  const missing = (revision: number): MissingRestore => ({
    capture: 1,
    reason: '',
    revision,
    key: KEY,
  });
  const lacking = (revision: number) => ({
    unrestored: new Map([[CHECKPOINT, missing(revision)]]),
  });
  const known = { ...registry, edits: [edit(12), edit(13)], deletedAt: 13 };
  type Settled = Parameters<UnrestoredCheckpoints['settle']>[1];
  const settled = (state: unknown, id = APP): UnrestoredCheckpoint | undefined => {
    const all = having(known);
    all.settle(id, state as Settled);
    return all.get(CHECKPOINT);
  };

  const endedAt = (closedAt: number) => ({ onlineInterval: { ...lacking(4), closedAt } });

  test.each<[string, unknown, UnrestoredCheckpoint | undefined]>([
    ['stays as it is while the transition lacks it', { transition: lacking(4) }, known],
    [
      'stays as it is while the transition lacks it after an ended interval',
      { transition: lacking(4), ...endedAt(12) },
      known,
    ],
    ['stays as it is while the interval is open', { onlineInterval: lacking(4) }, known],
    ['keeps the edits up to the end of the interval', endedAt(13), known],
    ['loses the edits after the end', endedAt(12), { ...registry, edits: [edit(12)] }],
    [
      'is forgotten if neither lacks it',
      { transition: lacking(3), onlineInterval: lacking(5) },
      undefined,
    ],
    ['is forgotten without a transition and an interval', {}, undefined],
  ])('%s', (_, state, wanted) => {
    expect(settled(state)).toEqual(wanted);
  });

  test('of another resource is left alone', () => {
    expect(settled({}, WEB)).toEqual(known);
  });
});

test('a key after changes has its content and the changes', () => {
  const first = findKey(applyChanges(emptyTree, [set(1)]), KEY);
  const both = findKey(applyChanges(emptyTree, [set(1), set(2, 'Other')]), KEY);
  expect(keyAfter(first, [set(2, 'Other')], KEY)).toEqual(both);
  expect(keyAfter(first, [{ op: 'delete-key', key: KEY }], KEY)).toBeUndefined();
  expect(keyAfter(undefined, [set(1)], KEY)).toEqual(first);
});

test.each([
  ['A\\B', 'a\\b', true],
  ['A\\B', 'A', false],
  ['A', 'A\\B', false],
])('%s and %s are one key: %s', (left, right, is) => {
  expect(isSameKey(left, right)).toBe(is);
});
