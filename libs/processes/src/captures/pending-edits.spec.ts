import { describe, expect, test } from '@jest/globals';

import { type CheckpointId } from '#domain';
import { applyChanges, emptyTree, findKey, hashKey, type RegistryChange } from '#registry';
import {
  APP,
  captured,
  changed,
  CHECKPOINT,
  KEY,
  NODE_A,
  nodeOpened,
  set,
  StateStory,
  unrestored,
} from '#testing/domain';

import { hasPendingEdits, pendingEdits } from './pending-edits.js';

const hashAfter = (...changes: readonly RegistryChange[]): string =>
  hashKey(findKey(applyChanges(emptyTree, changes), KEY));

/** Node A at revision 11, then the edits of a key whose restore of Port 1 is missing. */
const edited = (...edits: readonly (readonly RegistryChange[])[]): StateStory =>
  new StateStory()
    .node(NODE_A, nodeOpened, ...Array.from({ length: 11 }, () => changed(set(1))))
    .resource(
      APP,
      ...unrestored.map((event) =>
        event.type === 'RegistryCheckpointCaptured'
          ? captured(1, { hash: hashAfter(set(1)) })
          : event,
      ),
    )
    .node(NODE_A, ...edits.map((changes) => changed(...changes)));

const editsOf = (story: StateStory): ReturnType<typeof pendingEdits> =>
  pendingEdits(story.clusterState, story.checkpoint);

/** So long that two do not fit one event. */
const long = (name: string): RegistryChange => ({
  ...{ op: 'set', key: KEY, name },
  value: { type: 'REG_SZ', text: 'x'.repeat(400 * 1024) },
});

describe('the pending edits of a key', () => {
  test('are all edits, up to the last of them, on top of the last capture', () => {
    const other = set(7, 'Other');
    expect(editsOf(edited([set(2)], [set(3), other]))).toEqual({
      ...{ source: { capture: 1 }, changes: [set(2), other, set(3)] },
      hash: hashAfter(set(3), other),
      overUnrestored: { restoreFailed: 'app@4', node: NODE_A, nodeRevision: 13 },
    });
  });

  test('are none without an effect on the last capture', () => {
    expect(editsOf(edited())).toBeUndefined();
    expect(editsOf(edited([set(2)], [set(1)]))).toBeUndefined();
  });

  test('that do not fit one event are captured part by part, and only the last part has them', () => {
    const story = edited([long('A')], [long('B')]);
    const captureNext = (number: number): unknown => {
      const part = editsOf(story);
      story.resource(APP, captured(number, part));
      return part && [part.changes, part.hash, part.overUnrestored?.nodeRevision];
    };
    const [first, both] = [
      [set(1), long('A')],
      [set(1), long('A'), long('B')],
    ].map((changes) => hashAfter(...changes));
    expect(captureNext(2)).toEqual([[long('A')], first, 11]);
    expect(captureNext(3)).toEqual([[long('B')], both, 13]);
    expect(captureNext(4)).toBeUndefined();
  });

  test('are unknown without the content of the last capture', () => {
    const story = edited([set(2)]);
    story.resource(APP, captured(2, { source: { capture: 0 }, reason: 'reverted', hash: 'h' }));
    expect(story.clusterState.content(CHECKPOINT)?.key).toBe('unknown');
    expect(editsOf(story)).toBeUndefined();
    const { clusterState } = edited([set(2)]);
    const ahead = { ...story.checkpoint, captures: 3 };
    expect(pendingEdits(clusterState, ahead)).toBeUndefined();
  });

  test('are none where no restore is missing', () => {
    const story = edited([set(2)]);
    const other = { ...story.checkpoint, id: 'other' as CheckpointId };
    expect(pendingEdits(story.clusterState, other)).toBeUndefined();
  });
});

test.each([
  [11, false],
  [12, true],
  [13, true],
])('an edit at revision 12 is pending up to revision %i: %s', (revision, is) => {
  expect(hasPendingEdits(edited([set(2)]).clusterState, CHECKPOINT, revision)).toBe(is);
});

test('whether edits of an unknown checkpoint are pending is not known, which counts as pending', () => {
  const { clusterState } = edited();
  expect(hasPendingEdits(clusterState, 'other' as CheckpointId, 12)).toBe(true);
});
