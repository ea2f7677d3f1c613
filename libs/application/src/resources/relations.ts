import { ClusterError } from '#clusapi';
import { dependentsOf, type OpenGroup, type ResourceId, type ClusterState } from '#domain';

import { nameOf, resourceState } from '../names.js';

/** True from OnlinePending on until the resource is down again. */
export const isUp = (clusterState: ClusterState, resource: ResourceId): boolean => {
  const { state } = resourceState(clusterState, resource);
  return state !== 'Offline' && state !== 'Failed';
};

/** @throws ClusterError ERROR_DEPENDENT_RESOURCE_EXISTS when another resource needs it */
export const requireNoDependents = (clusterState: ClusterState, resource: ResourceId): void => {
  const state = clusterState.openResource(resource);
  const group = state && clusterState.openGroup(state.group);
  if (group !== undefined) refuseDependents(clusterState, resource, group);
};

/** The same among the members of a group. */
export const refuseDependents = (
  clusterState: ClusterState,
  resource: ResourceId,
  group: OpenGroup,
): void => {
  const [dependent] = dependentsOf(resource, group);
  if (dependent === undefined) return;
  const name = nameOf(clusterState, 'resources', dependent) ?? dependent;
  throw new ClusterError('ERROR_DEPENDENT_RESOURCE_EXISTS', `${name} depends on it`);
};
