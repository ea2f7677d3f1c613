import { ClusterError } from '#clusapi';
import { dependentsOf, type OpenGroup, type ResourceId, type ClusterView } from '#domain';

import { nameOf, resourceState } from '../names.js';

/** True from OnlinePending until the resource is down again. */
export const isUp = (clusterState: ClusterView, resource: ResourceId): boolean => {
  const { state } = resourceState(clusterState, resource);
  return state !== 'Offline' && state !== 'Failed';
};

/**
 * Refuses a deletion with the name of the dependent resource, which the decider does not know.
 *
 * @throws ClusterError ERROR_DEPENDENT_RESOURCE_EXISTS
 */
export const requireNoDependents = (
  clusterState: ClusterView,
  resource: ResourceId,
  group: OpenGroup,
): void => {
  const [dependent] = dependentsOf(resource, group);
  if (dependent === undefined) return;
  const name = nameOf(clusterState, 'resources', dependent) ?? dependent;
  throw new ClusterError('ERROR_DEPENDENT_RESOURCE_EXISTS', `${name} depends on the resource`);
};
