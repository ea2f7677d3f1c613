import { ClusterError } from '#clusapi';
import { dependentsOf, type OpenGroup, type ResourceId, type World } from '#domain';

import { nameOf, resourceState } from '../names.js';

/** True from OnlinePending on until the resource is down again. */
export const isUp = (world: World, resource: ResourceId): boolean => {
  const { state } = resourceState(world, resource);
  return state !== 'Offline' && state !== 'Failed';
};

/** @throws ClusterError ERROR_DEPENDENT_RESOURCE_EXISTS when another resource needs it */
export const requireNoDependents = (world: World, resource: ResourceId): void => {
  const state = world.resource(resource);
  const group = state.status === 'open' ? world.group(state.group) : undefined;
  if (group?.status === 'open') refuseDependents(world, resource, group);
};

/** The same among the members of a group. */
export const refuseDependents = (world: World, resource: ResourceId, group: OpenGroup): void => {
  const [dependent] = dependentsOf(resource, group);
  if (dependent === undefined) return;
  const name = nameOf(world, 'resources', dependent) ?? dependent;
  throw new ClusterError('ERROR_DEPENDENT_RESOURCE_EXISTS', `${name} depends on it`);
};
