import { missingRestore, nameOf } from '#application';
import {
  type CryptoCheckpoint,
  type OpenResource,
  type RegistryCheckpoint,
  type ClusterView,
} from '#domain';

import { type UnrestoredShape } from '../shapes/thing-schemas.js';

/** The restore that a checkpoint lacks while its resource is online; null if there is none. */
export const unrestoredShape = (
  clusterState: ClusterView,
  resource: OpenResource,
  { id }: Pick<RegistryCheckpoint | CryptoCheckpoint, 'id'>,
): UnrestoredShape | null => {
  const missing = missingRestore(resource, id);
  if (missing === undefined || resource.onlineInterval === undefined) return null;
  const failed = clusterState.unrestored.get(id)?.failed;
  return {
    node: nameOf(clusterState, 'nodes', resource.onlineInterval.node) ?? '',
    since: failed
      ? { position: failed.position, recordedAt: new Date(failed.recordedAt).toISOString() }
      : null,
    wanted: missing.capture,
    holder: missing.holder ?? null,
    cause: missing.cause ?? null,
  };
};

/** All restores that a resource lacks, each with its checkpoint. */
export const unrestoredOf = (
  clusterState: ClusterView,
  resource: OpenResource,
): readonly (UnrestoredShape & Readonly<{ checkpoint: string }>)[] =>
  [...resource.checkpoints.values(), ...resource.crypto.values()].flatMap((checkpoint) => {
    const shape = unrestoredShape(clusterState, resource, checkpoint);
    return shape === null ? [] : [{ checkpoint: checkpoint.id, ...shape }];
  });
