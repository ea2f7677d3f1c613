import { describe, expect, test } from '@jest/globals';

import { changed, set } from '../../testing/registry-stories.js';
import { specify } from '../../testing/specify.js';
import {
  APP,
  CHECKPOINT,
  checkpointed,
  KEY,
  NODE_A,
  nodeOpened,
  offlinePending,
  onlinePending,
  resourceOpened,
  runningApp,
} from '../../testing/stories.js';
import { StateStory } from '../../testing/state-story.js';
import { resource } from '../resource/decide.js';
import { type ResourceEvent } from '../resource/events.js';
import { type CheckpointId } from '../vocabulary/ids.js';

/** R4: a deleted resource takes its checkpoints with it. The live keys stay. */
describe('R4', () => {
  const close = { type: 'CloseResource', data: {} } as const;
  const closed: ResourceEvent = { type: 'ResourceClosed', data: {} };
  const deleted = (checkpoint: CheckpointId, key: string): ResourceEvent => ({
    type: 'RegistryCheckpointDeleted',
    data: { checkpoint, key },
  });
  const spec = specify(resource);

  test('given two checkpoints, when the resource is deleted, then they are too, in the same append', () => {
    const deep = 'deep' as CheckpointId;
    spec
      .given(resourceOpened, ...checkpointed(), ...checkpointed(deep, `${KEY}\\Deep`))
      .when(close)
      .then(deleted(CHECKPOINT, KEY), deleted(deep, `${KEY}\\Deep`), closed);
  });

  test.each<[string, readonly ResourceEvent[]]>([
    ['Online', runningApp],
    ['OnlinePending', [resourceOpened, onlinePending()]],
    ['OfflinePending', [...runningApp, offlinePending()]],
  ])('given it is %s, then it can not be deleted', (state, events) => {
    spec
      .given(...events)
      .when(close)
      .refuses('ERROR_RESOURCE_ONLINE', new RegExp(state));
  });

  test('given it is deleted, then only the live key is left of its checkpoints', () => {
    const { clusterState } = new StateStory()
      .node(NODE_A, nodeOpened, changed(set(1)))
      .resource(APP, resourceOpened, ...checkpointed(), deleted(CHECKPOINT, KEY), closed);
    expect(clusterState.overlapping(KEY)).toEqual([]);
    expect(clusterState.content(CHECKPOINT)).toBeUndefined();
    expect(clusterState.node(NODE_A)).toMatchObject({ registryRevision: 1 });
  });
});
