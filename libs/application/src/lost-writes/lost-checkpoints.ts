import {
  ABSENT_CONTAINER,
  type CheckpointId,
  type CheckpointRef,
  type ClusterState,
  type ResourceId,
} from '#domain';
import { isContainerLoss, type LostWrite } from '#read-models';

import { capturedIn } from '../checkpoints/capture-record.js';
import { type RunningCluster } from '../running-cluster.js';

/**
 * The checkpoints whose data was lost, as far as they are there: those of the victims, or else the
 * restored one.
 */
export const lostCheckpoints = (
  state: ClusterState,
  { victims, resource, checkpoint }: LostWrite,
): readonly CheckpointRef[] => {
  const all = victims.length > 0 ? victims : [{ resource, checkpoint }];
  return all.flatMap((one): readonly CheckpointRef[] => {
    const found = state.openResource(one.resource as ResourceId);
    const id = one.checkpoint as CheckpointId;
    const isThere = found !== undefined && (found.checkpoints.has(id) || found.crypto.has(id));
    return isThere ? [{ resource: one.resource as ResourceId, checkpoint: id }] : [];
  });
};

/** The number of the last capture of a container that has the lost keys; undefined if none has. */
export const captureWithKeys = (
  { reads, state }: RunningCluster,
  { lost }: LostWrite,
  { resource, checkpoint }: CheckpointRef,
): number | undefined => {
  const wanted = fingerprintOf(lost);
  const known = state.openResource(resource)?.crypto.get(checkpoint);
  for (let number = known?.captures ?? 0; number > 0; number -= 1) {
    const captured = reads.captures.get(checkpoint, number, reads.position);
    if (captured !== undefined && capturedIn(captured).hash === wanted) return number;
  }
  return undefined;
};

const fingerprintOf = (lost: LostWrite['lost']): string =>
  lost !== undefined && 'fingerprint' in lost ? lost.fingerprint : ABSENT_CONTAINER;

/** True if a recovery of the row has a checkpoint to write to, and keys to take. */
export const isRecoverable = (cluster: RunningCluster, row: LostWrite): boolean => {
  const refs = lostCheckpoints(cluster.state, row);
  const hasContent = (ref: CheckpointRef): boolean =>
    !isContainerLoss(row) || captureWithKeys(cluster, row, ref) !== undefined;
  return refs.length > 0 && refs.every(hasContent);
};
