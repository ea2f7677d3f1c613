import { ClusterError } from '#clusapi';

import { type ResourceId } from '../../vocabulary/ids.js';
import { type DataOf } from '../../vocabulary/message.js';
import { type GroupCommand } from '../commands.js';
import { dependentsOf } from './decide-dependencies.js';
import { providersOf } from '../dependency.js';
import { type GroupEvent } from '../events.js';
import { requireIdle, requireNotDeleted } from './guard.js';
import { type OpenGroup } from '../state.js';

export const addGroupMember = (
  data: DataOf<GroupCommand, 'AddGroupMember'>,
  { members }: OpenGroup,
): readonly GroupEvent[] =>
  members.has(data.resource) ? [] : [{ type: 'GroupMemberAdded', data }];

/**
 * Removes a member, but not during an operation, which may need the member.
 *
 * @throws ClusterError ERROR_DEPENDENT_RESOURCE_EXISTS, or ERROR_INVALID_PARAMETER if a member that
 *   must be parted still has a provider
 */
export const removeGroupMember = (
  { resource, isParted = false }: DataOf<GroupCommand, 'RemoveGroupMember'>,
  state: OpenGroup,
): readonly GroupEvent[] => {
  if (!state.members.has(resource) && !state.leaving.has(resource)) return [];
  if (isParted) requireNoDependencies(resource, state);
  if (isParted && state.leaving.has(resource)) return [];
  requireIdle(state);
  return [{ type: 'GroupMemberRemoved', data: { resource } }];
};

/**
 * Announces the deletion of a member. The stream of the resource decides the deletion itself. The
 * announcement comes first because dependencies are written to the group's stream: either the
 * deletion sees the dependency, or the dependency sees the deletion.
 *
 * @throws ClusterError ERROR_DEPENDENT_RESOURCE_EXISTS when another resource needs the member
 */
export const startMemberRemoval = (
  data: DataOf<GroupCommand, 'StartMemberRemoval'>,
  state: OpenGroup,
): readonly GroupEvent[] => {
  const { resource, operation } = data;
  if (state.leaving.get(resource)?.operation === operation) return [];
  requireNotDeleted([resource], state);
  requireNoDependents(resource, state);
  return [{ type: 'GroupMemberRemovalStarted', data }];
};

export const abandonMemberRemoval = (
  data: DataOf<GroupCommand, 'AbandonMemberRemoval'>,
  { leaving }: OpenGroup,
): readonly GroupEvent[] =>
  leaving.get(data.resource)?.operation === data.operation
    ? [{ type: 'GroupMemberRemovalAbandoned', data }]
    : [];

/** Refuses a change of group for a resource that still has providers or dependents. */
const requireNoDependencies = (resource: ResourceId, state: OpenGroup): void => {
  requireNoDependents(resource, state);
  if (providersOf(state.dependencies.get(resource)).length > 0)
    throw new ClusterError('ERROR_INVALID_PARAMETER', 'the resource depends on another resource', {
      field: 'group',
    });
};

const requireNoDependents = (resource: ResourceId, state: OpenGroup): void => {
  const [dependent] = dependentsOf(resource, state);
  if (dependent !== undefined)
    throw new ClusterError(
      'ERROR_DEPENDENT_RESOURCE_EXISTS',
      `${dependent} depends on the resource`,
    );
};
