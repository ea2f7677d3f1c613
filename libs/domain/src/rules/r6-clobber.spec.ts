import { describe, expect, test } from '@jest/globals';

import { changed, set } from '../../testing/registry-stories.js';
import {
  APP,
  attempt,
  captured,
  CHECKPOINT,
  checkpointed,
  FIRST,
  GROUP,
  KEY,
  NODE_A,
  nodeOpened,
  offlinePending,
  online,
  onlinePending,
  resourceOpened,
  restored,
  runningApp,
  WEB,
} from '../../testing/stories.js';
import { StateStory } from '../../testing/state-story.js';
import { type NodeEvent } from '../node/events.js';
import { type CheckpointId } from '../vocabulary/ids.js';

/** R6: two resources on one key clobber each other's data. */
describe('R6', () => {
  const THEIRS = 'theirs' as CheckpointId;
  const restoredByWeb = (key = KEY): NodeEvent => ({
    type: 'RegistryRestored',
    data: {
      resource: WEB,
      checkpoint: THEIRS,
      capture: 1,
      key,
      group: GROUP,
      epoch: 1,
      operation: FIRST,
      changes: [set(9)],
      hash: 'theirs',
    },
  });
  const story = (key = KEY): StateStory =>
    new StateStory()
      .node(NODE_A, nodeOpened, changed(set(1)))
      .resource(APP, ...runningApp)
      .resource(WEB, resourceOpened, ...checkpointed(THEIRS, key));

  test.each([
    ['the same key', KEY],
    ['the same key in another case', KEY.toUpperCase()],
    ['a key above it', 'SOFTWARE\\Contoso'],
    ['a key below it', `${KEY}\\Deep`],
  ])('given checkpoints of two resources on %s, then they are in conflict', (_, key) => {
    const found = story(key)
      .clusterState.overlapping(KEY)
      .map(({ resource }) => resource);
    expect(found.toSorted()).toEqual([APP, WEB]);
  });

  test('given a key beside it, then the checkpoints are not in conflict', () => {
    expect(story(`${KEY}2`).clusterState.overlapping(KEY)).toEqual([
      { resource: APP, checkpoint: CHECKPOINT },
    ]);
  });

  test("when another resource's restore writes onto a live key, then the clobber names that restore", () => {
    const { clusterState } = story().node(NODE_A, restoredByWeb());
    expect(clusterState.touched(NODE_A, [set(9)])).toContainEqual({
      resource: APP,
      checkpoint: CHECKPOINT,
    });
    expect(clusterState.clobber(CHECKPOINT)).toEqual({
      resource: WEB,
      checkpoint: THEIRS,
      nodeRevision: 2,
      key: KEY,
    });
  });

  test('when the key is captured, then the clobber is settled', () => {
    const { clusterState } = story()
      .node(NODE_A, restoredByWeb())
      .resource(
        APP,
        captured(2, { reason: 'clobbered', source: { node: NODE_A, nodeRevision: 2 } }),
      );
    expect(clusterState.clobber(CHECKPOINT)).toBeUndefined();
  });

  test('when the capture is of a moment before the restore, then the clobber stays', () => {
    const { clusterState } = story()
      .node(NODE_A, restoredByWeb())
      .resource(APP, captured(2, { source: { node: NODE_A, nodeRevision: 1 } }));
    expect(clusterState.clobber(CHECKPOINT)).toBeDefined();
  });

  test('given the other one is not online there, or restores its own key, then there is no clobber', () => {
    const leaving = story().resource(APP, offlinePending()).node(NODE_A, restoredByWeb());
    expect(leaving.clusterState.clobber(CHECKPOINT)).toBeUndefined();
    const own = new StateStory()
      .node(NODE_A, nodeOpened)
      .resource(
        WEB,
        resourceOpened,
        ...checkpointed(THEIRS),
        onlinePending(attempt()),
        restored(1),
        online(),
      )
      .node(NODE_A, restoredByWeb());
    expect(own.clusterState.clobber(THEIRS)).toBeUndefined();
  });
});
