import { describe, expect, test } from '@jest/globals';

import { applyChanges, emptyTree, findKey, hashKey, type RegistryKey } from '#registry';

import { changed, set } from '../../../testing/registry-stories.js';
import { StateStory } from '../../../testing/state-story.js';
import {
  APP,
  attempt,
  captured,
  CHECKPOINT,
  checkpointed,
  KEY,
  NODE_A,
  NODE_B,
  nodeOpened,
  offline,
  offlinePending,
  online,
  onlinePending,
  resourceOpened,
  runningApp,
  SECOND,
} from '../../../testing/stories.js';
import { over } from '../../../testing/unrestored-stories.js';
import { type ResourceEvent } from '../../resource/events.js';
import { type CheckpointId, type NodeId } from '../../vocabulary/ids.js';
import { ClusterState } from '../cluster-state.js';

const [added] = checkpointed();
/** A node of which no registry is known. */
const NOWHERE = 'nowhere' as NodeId;
const failed: ResourceEvent = {
  type: 'ResourceFailed',
  data: { ...attempt(), nodeRevision: 3, reason: '' },
};

/** Node A, where the Port of the key is 1 at revision 1, 2 at revision 2, and so on up to 4. */
const onNode = (...events: readonly ResourceEvent[]): StateStory =>
  new StateStory()
    .node(NODE_A, nodeOpened, ...[1, 2, 3, 4].map((port) => changed(set(port))))
    .node(NODE_B, nodeOpened)
    .resource(APP, resourceOpened, ...events);

const keyWith = (port: number): RegistryKey | undefined =>
  findKey(applyChanges(emptyTree, [set(port)]), KEY);

const portOf = (key: RegistryKey | undefined | 'unknown'): unknown =>
  key === undefined || key === 'unknown'
    ? key
    : [1, 2, 3, 4, 9].find((port) => hashKey(keyWith(port)) === hashKey(key));

const from = (nodeRevision: number, node = NODE_A) => ({ source: { node, nodeRevision } });

describe('the content of the last capture', () => {
  const contentOf = ({ clusterState }: StateStory): unknown => {
    const content = clusterState.content(CHECKPOINT);
    return content && [content.number, portOf(content.key)];
  };

  test.each<[string, readonly ResourceEvent[], unknown]>([
    ['is missing before the first capture', [added], undefined],
    ['is the key at the revision that the capture names', [added, captured(1, from(2))], [1, 2]],
    ['is an absent key', [added, captured(1, from(0, NODE_B))], [1, undefined]],
    ['is unknown without the registry', [added, captured(1, from(0, NOWHERE))], [1, 'unknown']],
    [
      'is an absent key, if the hash says so',
      [added, captured(1, { ...from(0, NOWHERE), hash: hashKey(undefined) })],
      [1, undefined],
    ],
    [
      'is the last capture again, for one that repeats it',
      [added, captured(1, from(2)), captured(2, { source: { capture: 1 } })],
      [2, 2],
    ],
    [
      'is the last capture with the changes',
      [
        added,
        captured(1, from(2)),
        captured(2, { source: { capture: 1 }, changes: [set(9)], overUnrestored: over(4) }),
      ],
      [2, 9],
    ],
    [
      'is unknown for one that repeats an older capture',
      [added, captured(1, from(2)), captured(2, from(3)), captured(3, { source: { capture: 1 } })],
      [3, 'unknown'],
    ],
    [
      'is unknown for one that repeats an unknown capture',
      [added, captured(1, from(0, NOWHERE)), captured(2, { source: { capture: 1 } })],
      [2, 'unknown'],
    ],
  ])('%s', (_, events, wanted) => {
    expect(contentOf(onNode(...events))).toEqual(wanted);
  });

  test('is not taken from a capture of an unknown checkpoint', () => {
    const { clusterState } = onNode(captured(1, from(2)));
    expect(clusterState.content(CHECKPOINT)).toBeUndefined();
  });

  test('is forgotten with the checkpoint', () => {
    const gone: ResourceEvent = {
      type: 'RegistryCheckpointDeleted',
      data: { checkpoint: CHECKPOINT, key: KEY },
    };
    const { clusterState } = onNode(
      ...runningApp.slice(1),
      offlinePending(),
      offline(attempt(SECOND, 2), 3),
    );
    expect(clusterState.intervals.closingHash(CHECKPOINT)).toBeDefined();
    new StateStory(clusterState).resource(APP, gone);
    expect(clusterState.content(CHECKPOINT)).toBeUndefined();
    expect(clusterState.intervals.closingHash(CHECKPOINT)).toBeUndefined();
    expect(clusterState.overlapping(KEY)).toEqual([]);
  });
});

describe('an unknown content', () => {
  const unknown = (): ClusterState =>
    onNode(added, captured(1, from(0, NOWHERE)), ...checkpointed('other' as CheckpointId, 'K'))
      .clusterState;
  const ref = { resource: APP, checkpoint: CHECKPOINT };

  test('is listed with its checkpoint, until it is learned from the log', () => {
    const clusterState = unknown();
    expect(clusterState.unknownContents()).toContainEqual(ref);
    clusterState.learnContent(CHECKPOINT, { number: 1, key: undefined });
    expect(clusterState.unknownContents()).not.toContainEqual(ref);
    expect(clusterState.content(CHECKPOINT)).toEqual({ number: 1, key: undefined });
  });

  test('is not learned from another capture, nor of an unknown checkpoint', () => {
    const clusterState = unknown();
    clusterState.learnContent(CHECKPOINT, { number: 2, key: undefined });
    expect(clusterState.content(CHECKPOINT)).toEqual({ number: 1, key: 'unknown' });
    clusterState.learnContent('never' as CheckpointId, { number: 1, key: undefined });
    expect(clusterState.content('never' as CheckpointId)).toBeUndefined();
  });

  test('does not replace a known one', () => {
    const { clusterState } = onNode(added, captured(1, from(2)));
    clusterState.learnContent(CHECKPOINT, { number: 1, key: undefined });
    expect(portOf(clusterState.content(CHECKPOINT)?.key)).toBe(2);
    expect(clusterState.unknownContents()).toEqual([]);
  });
});

describe('the hash under a key', () => {
  const arrived = online(attempt(), 2);

  test('at the beginning of an interval is kept for a checkpoint without a capture', () => {
    const { clusterState } = onNode(added, onlinePending(), arrived);
    expect(clusterState.intervals.openingHash(CHECKPOINT)).toBe(hashKey(keyWith(2)));
  });

  test('at the beginning of an interval is not kept for a captured checkpoint', () => {
    const { clusterState } = onNode(added, captured(1, from(1)), onlinePending(), arrived);
    expect(clusterState.intervals.openingHash(CHECKPOINT)).toBeUndefined();
  });

  test('at the beginning of an interval is dropped with the first capture', () => {
    const { clusterState } = onNode(added, onlinePending(), arrived, captured(1, from(3)));
    expect(clusterState.intervals.openingHash(CHECKPOINT)).toBeUndefined();
  });

  test('at the beginning of an interval is unknown for a later checkpoint', () => {
    const { clusterState } = onNode(onlinePending(), arrived, added);
    expect(clusterState.intervals.openingHash(CHECKPOINT)).toBeUndefined();
  });

  test.each<[string, readonly ResourceEvent[]]>([
    ['offline', [offlinePending(), offline(attempt(SECOND, 2), 3)]],
    ['failed', [failed]],
  ])('at the end of an interval is kept when the resource is %s', (_, end) => {
    const before = onNode(added, captured(1, from(1)), onlinePending(), arrived);
    expect(before.clusterState.intervals.closingHash(CHECKPOINT)).toBeUndefined();
    const { clusterState } = before.resource(APP, ...end);
    expect(clusterState.intervals.closingHash(CHECKPOINT)).toBe(hashKey(keyWith(3)));
  });

  test('at the end of an interval is unknown if the resource was never online', () => {
    const { clusterState } = onNode(added, onlinePending(), failed);
    expect(clusterState.intervals.closingHash(CHECKPOINT)).toBeUndefined();
  });

  test('at an end whose registry is not known is unknown', () => {
    const elsewhere = attempt(undefined, 1, NOWHERE);
    const { clusterState } = onNode(added, onlinePending(elsewhere), online(elsewhere, 0), failed);
    expect(clusterState.intervals.closingHash(CHECKPOINT)).toBeUndefined();
    expect(clusterState.intervals.openingHash(CHECKPOINT)).toBeUndefined();
  });
});

test('the copies of a fork and of a thawed state are the same, and change independently', () => {
  const other = 'other' as CheckpointId;
  const [uncaptured] = checkpointed(other, `${KEY}\\Deep`);
  const { clusterState } = onNode(added, captured(1, from(1)), uncaptured).resource(
    APP,
    ...[onlinePending(), online(attempt(), 2), failed],
  );
  const seen = (state: ClusterState): unknown => [
    portOf(state.content(CHECKPOINT)?.key),
    state.intervals.closingHash(CHECKPOINT),
    state.intervals.openingHash(other),
  ];
  const before = [1, hashKey(keyWith(3)), hashKey(undefined)];
  for (const copy of [clusterState.fork(), ClusterState.thaw(clusterState.freeze())]) {
    expect(seen(copy)).toEqual(before);
    new StateStory(copy).resource(
      APP,
      captured(2, from(4)),
      captured(1, { ...from(4), checkpoint: other }),
    );
    expect(portOf(copy.content(CHECKPOINT)?.key)).toBe(4);
    expect(copy.intervals.openingHash(other)).toBeUndefined();
  }
  expect(seen(clusterState)).toEqual(before);
});
