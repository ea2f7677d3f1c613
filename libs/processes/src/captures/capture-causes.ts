import {
  latest,
  type ClusterState,
  type CryptoCheckpoint,
  type NodeId,
  type Occurrence,
  type ResourceId,
  type StoredContainer,
} from '#domain';

import { type PendingCapture } from './pending-captures.js';

/**
 * The cause of a capture of a registry key. In an online interval: the last change of the key, or
 * the event that began the interval or the checkpoint. After it: the end of the interval. For a key
 * whose restore is missing: the last edit, also after the interval.
 */
export const causeOfCapture = (
  clusterState: ClusterState,
  id: ResourceId,
  { checkpoint, captured, late }: PendingCapture,
): Occurrence | undefined => {
  const { causes } = clusterState;
  const begun = latest(causes.of('online', id), causes.of('added', checkpoint.id));
  if (!('node' in captured.source)) {
    const edits = clusterState.unrestored.get(checkpoint.id);
    const last = edits?.edits.at(-1);
    return latest(begun, edits && last && clusterState.changedBy(edits.node, last.nodeRevision));
  }
  if (late) return causes.of('lifecycle', id);
  return latest(begun, clusterState.since(captured.source.node, checkpoint.effectiveKey)?.by);
};

/** The last change of a key container that a checkpoint captures. */
export const causeOfContainer = (
  { causes }: ClusterState,
  checkpoint: CryptoCheckpoint,
  { node, container, isReverted }: ContainerChange,
): Occurrence | undefined => {
  const found = checkpoint.provider === '' ? causes.of('providers', node) : undefined;
  if (container !== undefined) return latest(found, causes.ofPart(node, container));
  return isReverted === true
    ? causes.of('restored', checkpoint.id)
    : latest(found, causes.of('container-deleted', node));
};

type ContainerChange = Readonly<{
  node: NodeId;
  /** Undefined if the container was deleted. */
  container: StoredContainer | undefined;
  isReverted?: boolean | undefined;
}>;
