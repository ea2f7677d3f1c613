import { type DataOf } from '../vocabulary/message.js';
import { evolveBy, type EvolutionTable } from '../vocabulary/tables.js';
import { type GroupEvent } from './events.js';
import {
  dependencyAdded,
  dependencyExpressionSet,
  dependencyRemoved,
  groupMemberAdded,
  groupMemberRemovalAbandoned,
  groupMemberRemovalStarted,
  groupMemberRemoved,
} from './evolve/evolve-members.js';
import {
  groupFailoverCounted,
  groupMoveDenied,
  groupMoveStarted,
  groupOperationStarted,
  groupOwnerChanged,
  operationEnded,
} from './evolve/evolve-operation.js';
import { DEFAULT_POLICY } from './policy.js';
import { type Group, type OpenGroup } from './state.js';

const groupOpened = (
  _: Group,
  { owner, preferredOwners, policy }: DataOf<GroupEvent, 'GroupOpened'>,
): OpenGroup => ({
  status: 'open',
  owner,
  policy: { ...DEFAULT_POLICY, ...policy, preferredOwners },
  members: new Set(),
  dependencies: new Map(),
  leaving: new Map(),
  revision: 0,
  configuredAt: 0,
  epoch: 0,
  operation: undefined,
  ended: undefined,
  displacedBy: undefined,
  arrivedIn: 0,
  failovers: [],
});

const groupConfigured = (
  state: OpenGroup,
  policy: DataOf<GroupEvent, 'GroupConfigured'>,
): OpenGroup => ({
  ...state,
  policy: { ...state.policy, ...policy },
  configuredAt: state.revision,
});

/** Has no effect on a group that is not closed. */
const groupReopened = (
  state: Group,
  { owner, policy }: DataOf<GroupEvent, 'GroupReopened'>,
): Group => {
  if (state.status !== 'closed') return state;
  const revision = state.revision + 1;
  const opened = groupOpened(state, { owner, preferredOwners: policy.preferredOwners, policy });
  return { ...opened, revision, configuredAt: revision, epoch: state.epoch };
};

const groupClosed = ({ revision, epoch }: OpenGroup): Group => ({
  status: 'closed',
  ...{ revision, epoch },
});

/** Applies an event to an open group and counts its revision; otherwise changes nothing. */
const counted =
  <Data>(evolve: (state: OpenGroup, data: Data) => Group) =>
  (state: Group, data: Data): Group =>
    state.status === 'open' ? evolve({ ...state, revision: state.revision + 1 }, data) : state;

const EVOLUTIONS: EvolutionTable<Group, GroupEvent> = {
  GroupOpened: groupOpened,
  GroupReopened: groupReopened,
  GroupConfigured: counted(groupConfigured),
  GroupMemberAdded: counted(groupMemberAdded),
  GroupMemberRemoved: counted(groupMemberRemoved),
  GroupMemberRemovalStarted: counted(groupMemberRemovalStarted),
  GroupMemberRemovalAbandoned: counted(groupMemberRemovalAbandoned),
  DependencyAdded: counted(dependencyAdded),
  DependencyRemoved: counted(dependencyRemoved),
  DependencyExpressionSet: counted(dependencyExpressionSet),
  GroupMoveStarted: counted(groupMoveStarted),
  GroupOwnerChanged: counted(groupOwnerChanged),
  GroupFailoverCounted: counted(groupFailoverCounted),
  GroupOperationStarted: counted(groupOperationStarted),
  GroupMoveCompleted: counted(operationEnded),
  GroupMoveFailed: counted(operationEnded),
  GroupMoveDenied: counted(groupMoveDenied),
  GroupOperationCompleted: counted(operationEnded),
  GroupOperationFailed: counted(operationEnded),
  GroupClosed: counted(groupClosed),
};

export const evolveGroup = evolveBy(EVOLUTIONS);

/** The names of the events of a group. */
export const GROUP_EVENT_TYPES: readonly string[] = Object.keys(EVOLUTIONS);
