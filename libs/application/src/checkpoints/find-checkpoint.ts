import {
  type CryptoCheckpoint,
  type RegistryCheckpoint,
  type ResourceId,
  type ClusterView,
} from '#domain';

import { NoSuchThing } from '../no-such-thing.js';
import { checkpointsOf } from '../reading/listed-things.js';

/**
 * Finds a checkpoint of a resource by its id.
 *
 * @throws NoSuchThing ERROR_FILE_NOT_FOUND if there is none
 */
export const findCheckpoint = (
  clusterState: ClusterView,
  resource: ResourceId,
  id: string,
): RegistryCheckpoint | CryptoCheckpoint => {
  const { checkpoints, crypto } = checkpointsOf(clusterState, resource);
  const checkpoint = checkpoints.get(id as never) ?? crypto.get(id as never);
  if (checkpoint !== undefined) return checkpoint;
  const revision = clusterState.revision('resource', resource);
  const within = { kind: 'resource', id: resource, revision } as const;
  throw new NoSuchThing('ERROR_FILE_NOT_FOUND', { kind: 'checkpoint', nameOrId: id, within });
};

/** True for a checkpoint of a key container. */
export const isCrypto = (
  checkpoint: RegistryCheckpoint | CryptoCheckpoint,
): checkpoint is CryptoCheckpoint => 'fingerprint' in checkpoint;
