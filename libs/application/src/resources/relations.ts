import { type ResourceId, type ClusterView } from '#domain';

import { resourceState } from '../names.js';

/** True from OnlinePending on until the resource is down again. */
export const isUp = (clusterState: ClusterView, resource: ResourceId): boolean => {
  const { state } = resourceState(clusterState, resource);
  return state !== 'Offline' && state !== 'Failed';
};
