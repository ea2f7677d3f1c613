import { ClusterError } from '#clusapi';

import { guarded } from '../../vocabulary/tables.js';
import { type OpenResource, type Resource } from '../state.js';

/** @throws ClusterError ERROR_RESOURCE_NOT_FOUND */
export const requireOpen = (state: Resource): OpenResource => {
  if (state.status !== 'open')
    throw new ClusterError('ERROR_RESOURCE_NOT_FOUND', 'no such resource');
  return state;
};

/** The command needs a resource that is open. */
export const open = guarded(requireOpen);
