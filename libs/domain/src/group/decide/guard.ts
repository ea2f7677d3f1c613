import { ClusterError } from '#clusapi';

import { type ResourceId } from '../../vocabulary/ids.js';
import { guarded } from '../../vocabulary/tables.js';
import { type Group, type OpenGroup } from '../state.js';

/** @throws ClusterError ERROR_GROUP_NOT_FOUND */
export const requireOpen = (state: Group): OpenGroup => {
  if (state.status !== 'open') throw new ClusterError('ERROR_GROUP_NOT_FOUND', 'no such group');
  return state;
};

/** The command needs a group that is open. */
export const open = guarded(requireOpen);

/** @throws ClusterError while an operation is under way */
export const requireIdle = ({ operation }: OpenGroup): void => {
  if (operation === undefined) return;
  throw operation.kind === 'move'
    ? new ClusterError('ERROR_CLUSTER_GROUP_MOVING', `the group is moving: ${operation.id}`)
    : new ClusterError('ERROR_CLUSTER_GROUP_BUSY', `the group is busy: ${operation.id}`);
};

/** @throws ClusterError ERROR_CLUSTER_GROUP_BUSY while one of the resources is being deleted */
export const requireNotDeleted = (
  resources: readonly ResourceId[],
  { leaving }: OpenGroup,
): void => {
  const one = resources.find((resource) => leaving.has(resource));
  if (one !== undefined)
    throw new ClusterError('ERROR_CLUSTER_GROUP_BUSY', `resource ${one} is being deleted`);
};
