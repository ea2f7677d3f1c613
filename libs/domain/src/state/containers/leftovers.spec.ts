import { expect, test } from '@jest/globals';

import { keysRestored } from '../../../testing/crypto-stories.js';
import { StateStory } from '../../../testing/state-story.js';
import {
  APP,
  checkpointed,
  CHECKPOINT,
  KEY,
  resourceOpened,
  WEB,
} from '../../../testing/stories.js';
import { type ResourceEvent } from '../../resource/events.js';
import { type CheckpointId } from '../../vocabulary/ids.js';

const closed: ResourceEvent = { type: 'ResourceClosed', data: {} };

test.each<[string, readonly ResourceEvent[], number]>([
  ['without a checkpoint', [resourceOpened], 0],
  [
    'whose checkpoints were deleted first',
    [
      resourceOpened,
      ...checkpointed(),
      { type: 'RegistryCheckpointDeleted', data: { checkpoint: CHECKPOINT, key: KEY } },
    ],
    0,
  ],
  ['with a registry checkpoint', [resourceOpened, ...checkpointed()], 1],
  ['with a crypto checkpoint', keysRestored, 1],
  [
    'with checkpoints of both kinds',
    [
      ...keysRestored,
      ...checkpointed('2' as CheckpointId),
      ...checkpointed('3' as CheckpointId, 'K'),
    ],
    3,
  ],
])('a closed resource %s leaves so many behind', (_, events, count) => {
  const { clusterState } = new StateStory().resource(APP, ...events);
  expect(clusterState.leftovers.of(APP)).toBe(0);
  const story = new StateStory(clusterState.fork()).resource(APP, closed);
  expect(story.clusterState.leftovers.of(APP)).toBe(count);
  expect(story.clusterState.fork().leftovers.of(APP)).toBe(count);
  expect(story.clusterState.leftovers.of(WEB)).toBe(0);
});

test('a resource that is closed twice, or was never opened, leaves nothing more behind', () => {
  const { clusterState } = new StateStory()
    .resource(WEB, closed)
    .resource(APP, ...keysRestored, closed, closed);
  expect(clusterState.leftovers.of(WEB)).toBe(0);
  expect(clusterState.leftovers.of(APP)).toBe(1);
});
