import { describe, expect, test } from '@jest/globals';

import { StateStory } from '../../../testing/state-story.js';
import {
  attempt,
  checkpointed,
  FIRST,
  KEY,
  member,
  NODE_A,
  NODE_B,
  offlinePending,
  online,
  onlinePending,
  SECOND,
} from '../../../testing/stories.js';
import { type GroupEvent, type GroupOperationKind } from '../../group/events.js';
import { type ResourceEvent } from '../../resource/events.js';
import {
  type CheckpointId,
  type GroupId,
  type NodeId,
  type OperationId,
  type ResourceId,
} from '../../vocabulary/ids.js';
import { ClusterState } from '../cluster-state.js';
import { moveDeniedBy } from './clobber-denial.js';

const [MOVING, STAYING] = ['moving', 'staying'] as unknown as readonly [GroupId, GroupId];
const [OURS, THEIRS, PROVIDER] = ['ours', 'theirs', 'provider'] as unknown as readonly [
  ResourceId,
  ResourceId,
  ResourceId,
];

const groupOn = (owner: NodeId): GroupEvent => ({
  type: 'GroupOpened',
  data: { owner, preferredOwners: [] },
});
const opened = (group: GroupId): ResourceEvent => ({
  type: 'ResourceOpened',
  data: { type: 't', group },
});
const on = (node: NodeId) => attempt(FIRST, 1, node);
const wanted: ResourceEvent = { type: 'ResourceConfigured', data: { persistentState: 'Online' } };

/**
 * The group `moving` on node A and the group `staying` on node B. Each has a resource with a
 * checkpoint on one key; `staying` also has a provider of its resource.
 */
const story = (
  { policy = 'deny', key = KEY }: { policy?: 'deny' | 'warn'; key?: string },
  ...theirs: readonly ResourceEvent[]
): StateStory =>
  new StateStory()
    .cluster(
      { type: 'ClusterFormed', data: { name: 'c', logId: 'l' } },
      { type: 'ClusterConfigured', data: { clobberPolicy: 'warn' } },
    )
    .group(MOVING, groupOn(NODE_A), member(OURS))
    .group(STAYING, groupOn(NODE_B), member(THEIRS), member(PROVIDER))
    .resource(OURS, opened(MOVING), ...checkpointed('of ours' as CheckpointId))
    .resource(THEIRS, opened(STAYING), ...checkpointed('of theirs' as CheckpointId, key), ...theirs)
    .resource(PROVIDER, opened(STAYING))
    .cluster({ type: 'ClusterConfigured', data: { clobberPolicy: policy } });

const depends: GroupEvent = {
  type: 'DependencyAdded',
  data: { resource: PROVIDER, provider: THEIRS },
};
const operation = (kind: GroupOperationKind, ...resources: readonly ResourceId[]): GroupEvent => ({
  type: 'GroupOperationStarted',
  data: { operation: SECOND, kind, resources, epoch: 1, persist: true },
});
const move = (
  to: NodeId,
  { id = SECOND, isDeniable }: { id?: OperationId; isDeniable?: boolean } = {},
): GroupEvent => ({
  type: 'GroupMoveStarted',
  data: { operation: id, from: NODE_B, to, epoch: 1, ...(isDeniable === true && { isDeniable }) },
});

const isOnline = [onlinePending(on(NODE_B)), online(on(NODE_B))];

describe('the policy denies the move of a group to a node', () => {
  const denied = ({ clusterState }: StateStory, to = NODE_B): string | undefined =>
    moveDeniedBy(clusterState, MOVING, to);

  test.each<[string, StateStory, string | undefined]>([
    ['where a resource with the same key is online', story({}, ...isOnline), THEIRS],
    ['unless the policy only warns', story({ policy: 'warn' }, ...isOnline), undefined],
    ['unless the keys differ', story({ key: 'OTHER' }, ...isOnline), undefined],
    ['unless the other resource is offline', story({}), undefined],
    ['unless the other resource goes offline', story({}, ...isOnline, offlinePending()), undefined],
    [
      'where an operation brings the other resource online',
      story({}).group(STAYING, operation('online', THEIRS)),
      THEIRS,
    ],
    [
      'where a restart brings the other resource online',
      story({}).group(STAYING, operation('restart', THEIRS)),
      THEIRS,
    ],
    [
      'where an operation brings a dependent of the other resource online',
      story({}).group(STAYING, depends, operation('online', PROVIDER)),
      THEIRS,
    ],
    [
      'unless the operation is for others alone',
      story({}).group(STAYING, operation('online', PROVIDER)),
      undefined,
    ],
    [
      'unless the operation takes the other resource offline',
      story({}).group(STAYING, operation('offline', THEIRS)),
      undefined,
    ],
    [
      'to which a move brings the other resource',
      story({}, wanted).group(STAYING, move(NODE_B)),
      THEIRS,
    ],
    [
      'to which a move brings a dependent of the other resource',
      story({}).resource(PROVIDER, wanted).group(STAYING, depends, move(NODE_B)),
      THEIRS,
    ],
    [
      'unless the other resource stays offline there',
      story({}).resource(PROVIDER, wanted).group(STAYING, move(NODE_B)),
      undefined,
    ],
    [
      'unless the other move goes elsewhere',
      story({}, wanted).group(STAYING, move(NODE_A)),
      undefined,
    ],
    ['unless its group has no operation', story({}, wanted), undefined],
  ])('%s', (_, state, by) => {
    expect(denied(state)).toBe(by);
  });

  test('but not to another node than that of the other resource', () => {
    expect(denied(story({}, ...isOnline), NODE_A)).toBeUndefined();
    expect(denied(story({}).group(STAYING, operation('online', THEIRS)), NODE_A)).toBeUndefined();
  });

  test('but not because of its own members, which the move takes along', () => {
    const state = story({ key: 'OTHER' }, wanted).group(MOVING, member(PROVIDER));
    state.resource(PROVIDER, { type: 'ResourceConfigured', data: { group: MOVING } });
    state.resource(PROVIDER, ...checkpointed('of provider' as CheckpointId), wanted);
    state.resource(OURS, wanted).group(MOVING, move(NODE_B));
    expect(denied(state)).toBeUndefined();
  });

  test('but not because of a checkpoint that is denied itself', () => {
    const state = story({ key: 'OTHER' }, ...isOnline);
    const late = 'late' as CheckpointId;
    state.resource(THEIRS, ...checkpointed(late, KEY).slice(0, 1));
    expect([...state.clusterState.denials.checkpoints]).toEqual([[late, THEIRS]]);
    expect(denied(state)).toBeUndefined();
  });
});

describe('a move of an operator', () => {
  const ours = (more: Parameters<typeof move>[1] = {}): GroupEvent =>
    move(NODE_B, { id: FIRST, isDeniable: true, ...more });
  const deniedIn = ({ clusterState }: StateStory): unknown =>
    clusterState.denials.moves.get(MOVING);
  const denial = { operation: FIRST, deniedBy: THEIRS };

  test('is denied when it begins', () => {
    expect(deniedIn(story({}, ...isOnline).group(MOVING, ours()))).toEqual(denial);
  });

  test('is not denied by what comes later', () => {
    const state = story({})
      .group(MOVING, ours())
      .resource(THEIRS, ...isOnline);
    expect(deniedIn(state)).toBeUndefined();
  });

  test('is not denied if it is none of an operator', () => {
    const state = story({}, ...isOnline).group(MOVING, ours({ isDeniable: false }));
    expect(deniedIn(state)).toBeUndefined();
  });

  test('that is denied does not deny the move of another group', () => {
    const state = story({}, ...isOnline)
      .resource(OURS, wanted)
      .group(MOVING, ours());
    state.resource(THEIRS, offlinePending());
    expect(moveDeniedBy(state.clusterState, STAYING, NODE_B)).toBeUndefined();
  });

  test('that is allowed denies the later move of another group', () => {
    const state = story({}).resource(OURS, wanted).group(MOVING, ours());
    expect(moveDeniedBy(state.clusterState, STAYING, NODE_B)).toBe(OURS);
  });

  test('replaces the denial of the move before it', () => {
    const state = story({}, ...isOnline).group(MOVING, ours());
    state.resource(THEIRS, offlinePending()).group(MOVING, ours({ id: SECOND }));
    expect(deniedIn(state)).toBeUndefined();
  });

  test('is remembered until the group is closed, also by a fork and a thawed state', () => {
    const state = story({}, ...isOnline).group(MOVING, ours());
    state.group(MOVING, { type: 'GroupMoveDenied', data: { ...denial, epoch: 1 } });
    expect(deniedIn(state)).toEqual(denial);
    const { clusterState } = state;
    const copies = [clusterState.fork(), ClusterState.thaw(clusterState.freeze())];
    for (const copy of copies.map((one) => new StateStory(one))) {
      expect(deniedIn(copy)).toEqual(denial);
      expect(deniedIn(copy.group(MOVING, { type: 'GroupClosed', data: {} }))).toBeUndefined();
    }
    expect(deniedIn(state)).toEqual(denial);
  });
});
