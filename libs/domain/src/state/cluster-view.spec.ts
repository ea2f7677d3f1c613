import { describe, expect, test } from '@jest/globals';

import { changed, set } from '../../testing/registry-stories.js';
import { StateStory } from '../../testing/state-story.js';
import {
  APP,
  CHECKPOINT,
  checkpointed,
  GROUP,
  groupOpened,
  KEY,
  member,
  NODE_A,
  NODE_B,
  nodeOpened,
  offlinePending,
  onlinePending,
  resourceOpened,
  runningApp,
  WEB,
} from '../../testing/stories.js';
import { type CheckpointId, type GroupId, type ResourceId } from '../vocabulary/ids.js';
import { ClusterState } from './cluster-state.js';

const CLOSED = 'closed' as ResourceId;
const OTHER = 'other' as GroupId;

/** Two nodes; a group on node A whose members are online, going online, and closed. */
const story = (): StateStory =>
  new StateStory()
    .cluster(
      { type: 'ClusterFormed', data: { name: 'c', logId: 'l' } },
      { type: 'NodeAdded', data: { node: NODE_B, name: 'B' } },
      { type: 'NodeAdded', data: { node: NODE_A, name: 'A' } },
      { type: 'GroupAdded', data: { group: OTHER, name: 'O', owner: NODE_A, preferredOwners: [] } },
      { type: 'GroupAdded', data: { group: GROUP, name: 'G', owner: NODE_A, preferredOwners: [] } },
      { type: 'ResourceAdded', data: { resource: WEB, name: 'W', type: 't', group: GROUP } },
      { type: 'ResourceAdded', data: { resource: APP, name: 'R', type: 't', group: GROUP } },
    )
    .node(NODE_A, nodeOpened, changed(set(1)))
    .node(NODE_B, nodeOpened)
    .group(GROUP, groupOpened, member(APP), member(WEB), member(CLOSED))
    .group(OTHER, groupOpened, { type: 'GroupClosed', data: {} })
    .resource(APP, ...runningApp)
    .resource(WEB, resourceOpened, ...checkpointed('web' as CheckpointId), onlinePending())
    .resource(CLOSED, resourceOpened, { type: 'ResourceClosed', data: {} });

const ofApp = { resource: APP, checkpoint: CHECKPOINT };

describe('a cluster state', () => {
  const { clusterState } = story();

  test('lists the things in the directory in the order in which they were added', () => {
    expect(clusterState.nodeIds()).toEqual([NODE_B, NODE_A]);
    expect(clusterState.groupIds()).toEqual([OTHER, GROUP]);
    expect(clusterState.resourceIds()).toEqual([WEB, APP]);
    const none = new ClusterState();
    expect([none.nodeIds(), none.groupIds(), none.resourceIds()]).toEqual([[], [], []]);
  });

  test('finds open groups and resources alone', () => {
    expect(clusterState.openGroup(GROUP)?.owner).toBe(NODE_A);
    expect(clusterState.openGroup(OTHER)).toBeUndefined();
    expect(clusterState.openResource(APP)?.state).toBe('Online');
    expect(clusterState.openResource(CLOSED)).toBeUndefined();
    expect(clusterState.openResource('never' as ResourceId)).toBeUndefined();
  });

  test('lists the members of a group, open or closed', () => {
    expect(clusterState.membersOf(GROUP)).toEqual([APP, WEB, CLOSED]);
    expect(clusterState.membersOf(OTHER)).toEqual([]);
    expect(clusterState.openMembers(GROUP).map(([id]) => id)).toEqual([APP, WEB]);
    expect(clusterState.openMembers(GROUP)[0]?.[1]).toBe(clusterState.openResource(APP));
  });

  test('knows which resources are online, and where', () => {
    expect(clusterState.onlineAt(APP)).toBe(NODE_A);
    expect(clusterState.onlineAt(WEB)).toBeUndefined();
    expect(clusterState.onlineAt(CLOSED)).toBeUndefined();
    expect(clusterState.onlineOn(NODE_A)).toEqual([APP]);
    expect(clusterState.onlineOn(NODE_B)).toEqual([]);
  });

  test('lists the checkpoints that a change touches, of resources that are online there', () => {
    expect(clusterState.overlapping(KEY)).toHaveLength(2);
    expect(clusterState.touched(NODE_A, [set(1)])).toEqual([ofApp]);
    expect(clusterState.touched(NODE_B, [set(1)])).toEqual([]);
    expect(clusterState.touched(NODE_A, [{ ...set(1), key: 'OTHER' }])).toEqual([]);
  });

  test('shows the registry of a node', () => {
    expect(clusterState.registryKey(NODE_A, KEY)).toBeDefined();
    expect(clusterState.hasRegistryKey(NODE_A, KEY)).toBe(true);
    expect(clusterState.hasRegistryKey(NODE_A, 'OTHER')).toBe(false);
    expect(clusterState.hasRegistryKey('never' as never, KEY)).toBe(false);
    expect(clusterState.treeAt(NODE_A, 0)).not.toBe(clusterState.treeAt(NODE_A, 1));
    expect(clusterState.changedBy(NODE_A, 1)?.eventId).toBe('node-a@1');
    expect(clusterState.changedBy(NODE_A, 0)?.eventId).toBe('node-a@0');
    expect(clusterState.since(NODE_A, KEY)?.revision).toBe(1);
  });

  test('lists the nodes that have left the cluster', () => {
    expect(clusterState.evicted()).toEqual([]);
    const left = story().cluster({ type: 'NodeEvicted', data: { node: NODE_B } });
    expect(left.clusterState.evicted()).toEqual([NODE_B]);
    expect(new StateStory().node(NODE_A, nodeOpened).clusterState.evicted()).toEqual([]);
  });

  test.each([
    ['cluster', 'c', 6],
    ['node', NODE_A, 1],
    ['group', GROUP, 3],
    ['resource', APP, 5],
    ['resource', 'never', -1],
  ] as const)('has the state and the revision of the %s %s', (kind, id, revision) => {
    expect(clusterState.revision(kind, id)).toBe(revision);
    const { cluster } = clusterState;
    const known = {
      cluster,
      node: clusterState.node(id as never),
      group: clusterState.group(id as never),
      resource: clusterState.resource(id as never),
    };
    expect(clusterState.state(kind, id)).toBe(known[kind]);
  });
});

/** All that the queries of a state answer. */
const seen = (state: ClusterState): unknown => [
  state.cluster,
  state.node(NODE_A),
  state.group(GROUP),
  state.resource(APP),
  state.groupsOn(NODE_A),
  state.evicted(),
  state.overlapping(KEY),
  state.content(CHECKPOINT),
  ...[0, 1, 2].map((revision) => state.changedBy(NODE_A, revision)?.eventId),
  ...(['cluster', 'node', 'group', 'resource'] as const).map((kind) => state.revision(kind, APP)),
];

test('a fork and a thawed state answer the same, and change independently', () => {
  const { clusterState } = story();
  const before = seen(clusterState);
  for (const copy of [clusterState.fork(), ClusterState.thaw(clusterState.freeze())]) {
    expect(seen(copy)).toEqual(before);
    new StateStory(copy)
      .cluster({ type: 'NodeEvicted', data: { node: NODE_A } })
      .node(NODE_A, changed(set(2)))
      .group(GROUP, { type: 'GroupClosed', data: {} })
      .resource(APP, offlinePending(), {
        type: 'RegistryCheckpointDeleted',
        data: { checkpoint: CHECKPOINT, key: KEY },
      });
    expect(seen(copy)).not.toEqual(before);
    expect(copy.groupsOn(NODE_A)).toEqual([]);
    expect(copy.overlapping(KEY)).toHaveLength(1);
    expect(seen(clusterState)).toEqual(before);
  }
});
