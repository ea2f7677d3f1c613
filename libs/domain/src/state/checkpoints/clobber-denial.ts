import { type Cluster } from '../../cluster/state.js';
import { type CheckpointId, type NodeId, type ResourceId } from '../../vocabulary/ids.js';
import { type CheckpointRef } from './checkpoint-index.js';

/** Checkpoints that the policy did not allow when they were added, and whose they are. */
export type DeniedCheckpoints = ReadonlyMap<CheckpointId, ResourceId>;

/** The checkpoints of a cluster, as far as its policy is about them. */
export type Claims = Readonly<{
  cluster: Cluster;
  denied: DeniedCheckpoints;
  overlapping: (effectiveKey: string) => readonly CheckpointRef[];
  onlineAt: (id: ResourceId) => NodeId | undefined;
}>;

/** A key that a resource is to write; with a node, only resources that are online there are in its way. */
export type Claim = Readonly<{ resource: ResourceId; effectiveKey: string; node?: NodeId }>;

/**
 * The checkpoint of another resource for whose sake the policy of the cluster denies a key (rule 6).
 * One that is denied itself is in nobody's way.
 */
export const deniedBy = (
  clusterState: Claims,
  { resource, effectiveKey, node }: Claim,
): CheckpointRef | undefined => {
  const { cluster } = clusterState;
  if (cluster.status === 'absent' || cluster.clobberPolicy === 'warn') return undefined;
  return clusterState
    .overlapping(effectiveKey)
    .find(
      (ref) =>
        ref.resource !== resource &&
        !clusterState.denied.has(ref.checkpoint) &&
        (node === undefined || clusterState.onlineAt(ref.resource) === node),
    );
};
