import { ClusterError } from '#clusapi';
import {
  type CryptoCheckpoint,
  type RegistryCheckpoint,
  type ResourceId,
  type ClusterView,
} from '#domain';

import { resourceState } from '../names.js';

/**
 * Finds a checkpoint of a resource by its id.
 *
 * @throws ClusterError ERROR_FILE_NOT_FOUND if there is none
 */
export const findCheckpoint = (
  clusterState: ClusterView,
  resource: ResourceId,
  id: string,
): RegistryCheckpoint | CryptoCheckpoint => {
  const { checkpoints, crypto } = resourceState(clusterState, resource);
  const checkpoint = checkpoints.get(id as never) ?? crypto.get(id as never);
  if (checkpoint === undefined)
    throw new ClusterError('ERROR_FILE_NOT_FOUND', `no such checkpoint: ${id}`);
  return checkpoint;
};

/** True for a checkpoint of a key container. */
export const isCrypto = (
  checkpoint: RegistryCheckpoint | CryptoCheckpoint,
): checkpoint is CryptoCheckpoint => 'fingerprint' in checkpoint;
