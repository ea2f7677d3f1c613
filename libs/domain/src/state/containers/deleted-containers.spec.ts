import { describe, expect, test } from '@jest/globals';

import {
  absenceWasRestored,
  deleted,
  keysFailing,
  keysRestored,
  keysRestoreFailed,
  keysUnrestored,
  stored,
} from '../../../testing/crypto-stories.js';
import {
  APP,
  attempt,
  CHECKPOINT,
  GROUP,
  groupOpened,
  member,
  NODE_A,
  nodeOpened,
  offline,
  offlinePending,
  online,
  onlinePending,
  SECOND,
  WEB,
} from '../../../testing/stories.js';
import { StateStory } from '../../../testing/state-story.js';
import { type NodeEvent } from '../../node/events.js';
import { type ResourceEvent } from '../../resource/events.js';
import {
  type CheckpointId,
  type ContainerId,
  type KeyId,
  type ResourceId,
} from '../../vocabulary/ids.js';
import { StateReader, writeState } from '../archive.js';
import { ClusterState } from '../cluster-state.js';

/** Node A with keys in its container C, at a revision. */
const at = (revision: number, ...resource: readonly ResourceEvent[]): StateStory => {
  const story = new StateStory().group(GROUP, groupOpened, member(APP)).node(NODE_A, nodeOpened);
  while (story.clusterState.revision('node', NODE_A) < revision) story.node(NODE_A, stored());
  return story.resource(APP, ...resource);
};

const deletedAt = ({ clusterState }: StateStory): number | undefined =>
  clusterState.unrestored.get(CHECKPOINT)?.deletedAt;

const absenceRestored = (resource: ResourceId): NodeEvent =>
  absenceWasRestored({
    ...{ resource, checkpoint: 'other' as CheckpointId },
    ...{ container: 'C' as ContainerId, replaced: 'keys' as KeyId },
  });

describe('the deletion of a key container whose restore is missing', () => {
  test.each<[string, (story: StateStory) => StateStory, number | undefined]>([
    ['is noted', (story) => story.node(NODE_A, deleted()), 12],
    [
      'is noted once, by its last revision',
      (story) => story.node(NODE_A, deleted(), stored(), deleted()),
      14,
    ],
    [
      'is forgotten when keys are stored after it',
      (story) => story.node(NODE_A, deleted(), stored()),
      undefined,
    ],
    [
      'is noted if another resource has restored an absence',
      (story) => story.node(NODE_A, absenceRestored(WEB)),
      12,
    ],
    [
      'is not noted if its own resource has restored an absence',
      (story) => story.node(NODE_A, absenceRestored(APP)),
      undefined,
    ],
    [
      'is not that of another container',
      (story) => story.node(NODE_A, stored('others', 'D'), deleted('others', 'D')),
      undefined,
    ],
    [
      'is kept when its interval ends after it',
      (story) =>
        story.node(NODE_A, deleted()).resource(APP, offlinePending(), offline(undefined, 12)),
      12,
    ],
    [
      'is cut off when its interval had ended before it',
      (story) =>
        story.node(NODE_A, deleted()).resource(APP, offlinePending(), offline(undefined, 11)),
      undefined,
    ],
    [
      'does not count after its interval has ended',
      (story) =>
        story.resource(APP, offlinePending(), offline(undefined, 11)).node(NODE_A, deleted()),
      undefined,
    ],
    [
      'is kept, even if keys are stored after its interval has ended',
      (story) =>
        story
          .node(NODE_A, deleted())
          .resource(APP, offlinePending(), offline(undefined, 12))
          .node(NODE_A, stored()),
      12,
    ],
    [
      'is forgotten with the next attempt',
      (story) =>
        story
          .node(NODE_A, deleted())
          .resource(APP, offlinePending(), offline(undefined, 12))
          .resource(APP, onlinePending(attempt(SECOND, 2)), online(attempt(SECOND, 2))),
      undefined,
    ],
  ])('%s', (_, then, wanted) => {
    const story = then(at(11, ...keysUnrestored));
    expect(deletedAt(story)).toBe(wanted);
    const reader = new StateReader();
    for (const line of writeState(story.clusterState.freeze())) reader.read(line);
    const thawed = ClusterState.thaw(reader.state());
    expect(thawed.unrestored.get(CHECKPOINT)?.deletedAt).toBe(wanted);
  });

  test('is noted before the resource is online', () => {
    const story = at(10, ...keysFailing).node(NODE_A, deleted());
    expect(deletedAt(story.resource(APP, online(attempt(), 11)))).toBe(11);
  });

  test('is noted between the attempted restore and the event of its failure', () => {
    const story = at(10, ...keysFailing.slice(0, -1)).node(NODE_A, deleted());
    expect(deletedAt(story.resource(APP, keysRestoreFailed()))).toBe(11);
  });

  test('is not noted from before the attempted restore', () => {
    const story = at(9, ...keysFailing.slice(0, -1)).node(NODE_A, deleted());
    expect(deletedAt(story.resource(APP, keysRestoreFailed()))).toBeUndefined();
  });
});

test('a deletion is not noted if no restore is missing', () => {
  const { clusterState } = at(11, ...keysRestored).node(NODE_A, deleted());
  expect(clusterState.unrestored.get(CHECKPOINT)).toBeUndefined();
});
