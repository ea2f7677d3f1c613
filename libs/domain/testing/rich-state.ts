import { type ClusterState } from '../src/state/cluster-state.js';
import {
  type BackupId,
  type CheckpointId,
  type GroupId,
  type KeyId,
  type NodeId,
  type ResourceId,
} from '../src/vocabulary/ids.js';
import { cured, revertOf } from './cure-stories.js';
import { keysUnrestored, deleted, stored } from './crypto-stories.js';
import { changed, set, wasRestored } from './registry-stories.js';
import { StateStory } from './state-story.js';
import {
  APP,
  attempt,
  captured,
  checkpointed,
  FIRST,
  GROUP,
  groupOpened,
  KEY,
  member,
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
  WEB,
} from './stories.js';

const GONE = 'gone' as ResourceId;
const THIRD = 'third' as ResourceId;
const id = (text: string): CheckpointId => text as CheckpointId;

/** A cluster state with at least one record in each section of its archive. */
export const richState = (): ClusterState => {
  const { clusterState } = new StateStory()
    .cluster(
      { type: 'ClusterFormed', data: { name: 'c', logId: 'l' } },
      { type: 'NodeAdded', data: { node: NODE_A, name: 'A' } },
      { type: 'GroupAdded', data: { group: GROUP, name: 'G', owner: NODE_A, preferredOwners: [] } },
      { type: 'ResourceAdded', data: { resource: APP, name: 'R', type: 't', group: GROUP } },
      { type: 'ClusterConfigured', data: { clobberPolicy: 'deny' } },
      { type: 'EventsExported', data: { first: null, last: null, filters: {}, key: 'k' } },
    )
    .node('never' as NodeId, { type: 'NodeStopped', data: { operation: FIRST } })
    .node(NODE_A, nodeOpened, ...[1, 2, 3].map((port) => changed(set(port))))
    .node(NODE_B, nodeOpened, stored(), { type: 'RegistryHeld', data: { key: 'H', holder: 'h' } })
    .group(GROUP, groupOpened, member(APP), member(WEB))
    .backup('backup' as BackupId, {
      type: 'BackupFailed',
      data: { at: 1, reason: 'the disk is full' },
    })
    .group('closed' as GroupId, groupOpened, { type: 'GroupClosed', data: {} })
    .resource(APP, ...runningApp, captured(2, { source: { node: NODE_A, nodeRevision: 3 } }))
    .resource(GONE, resourceOpened, { type: 'ResourceClosed', data: {} })
    .resource(WEB, ...keysUnrestored)
    .resource(THIRD, resourceOpened, ...checkpointed(id('unknown'), 'U').slice(0, 1))
    .resource(
      THIRD,
      captured(1, { checkpoint: id('unknown'), source: { node: 'no' as NodeId, nodeRevision: 0 } }),
    )
    .resource(THIRD, checkpointed(id('uncaptured'), 'V')[0])
    .resource(THIRD, checkpointed(id('denied'), KEY)[0])
    .resource(
      THIRD,
      onlinePending(),
      online(attempt(), 3),
      offlinePending(),
      offline(attempt(SECOND, 2), 3),
    )
    .node(NODE_A, wasRestored([set(4)], { resource: THIRD, checkpoint: id('denied') }))
    .node(NODE_A, stored('old', 'D'), deleted('old', 'D'), cured(revertOf('live'), set(5)))
    .group('moving' as GroupId, groupOpened, member(THIRD), {
      type: 'GroupMoveStarted',
      data: { operation: SECOND, from: NODE_B, to: NODE_A, epoch: 1, isDeniable: true },
    });
  clusterState.sealedKeys.sealed('waiting' as KeyId, 17);
  return clusterState;
};
