import { ClusterError } from '#clusapi';

import { type ResourceId } from '../../vocabulary/ids.js';
import { type DataOf } from '../../vocabulary/message.js';
import { type GroupCommand } from '../commands.js';
import { dependentsOf } from './decide-dependencies.js';
import { providersOf } from '../dependency.js';
import { type GroupEvent } from '../events.js';
import { requireIdle, requireStays } from './guard.js';
import { type OpenGroup } from '../state.js';

export const addGroupMember = (
  data: DataOf<GroupCommand, 'AddGroupMember'>,
  { members }: OpenGroup,
): readonly GroupEvent[] =>
  members.has(data.resource) ? [] : [{ type: 'GroupMemberAdded', data }];

/**
 * A resource does not leave during an operation: it may be part of it.
 *
 * @throws ClusterError ERROR_DEPENDENT_RESOURCE_EXISTS, or ERROR_INVALID_PARAMETER for one that depends
 *   on another, where it has to be parted
 */
export const removeGroupMember = (
  { resource, isParted = false }: DataOf<GroupCommand, 'RemoveGroupMember'>,
  state: OpenGroup,
): readonly GroupEvent[] => {
  if (!state.members.has(resource) && !state.leaving.has(resource)) return [];
  if (isParted) requireParted(resource, state);
  if (isParted && state.leaving.has(resource)) return [];
  requireIdle(state);
  return [{ type: 'GroupMemberRemoved', data: { resource } }];
};

/**
 * The stream of the resource decides whether it is deleted. The group's stream is asked first, because
 * a dependency on the resource is written there: of the two, the later one sees the earlier one.
 *
 * @throws ClusterError ERROR_DEPENDENT_RESOURCE_EXISTS when another resource needs it
 */
export const startMemberRemoval = (
  data: DataOf<GroupCommand, 'StartMemberRemoval'>,
  state: OpenGroup,
): readonly GroupEvent[] => {
  const { resource, operation } = data;
  if (state.leaving.get(resource)?.operation === operation) return [];
  requireStays([resource], state);
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

/** It takes nothing along to another group: providers and dependents have to be parted from it first. */
const requireParted = (resource: ResourceId, state: OpenGroup): void => {
  requireNoDependents(resource, state);
  if (providersOf(state.dependencies.get(resource)).length > 0)
    throw new ClusterError('ERROR_INVALID_PARAMETER', 'it depends on another resource', {
      field: 'group',
    });
};

const requireNoDependents = (resource: ResourceId, state: OpenGroup): void => {
  const [dependent] = dependentsOf(resource, state);
  if (dependent !== undefined)
    throw new ClusterError('ERROR_DEPENDENT_RESOURCE_EXISTS', `${dependent} depends on it`);
};
