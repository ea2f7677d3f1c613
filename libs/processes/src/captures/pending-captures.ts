import {
  isSameKey,
  isUnrestored,
  needsLateCapture,
  type CheckpointRef,
  type Clobber,
  type NodeEvent,
  type NodeId,
  type NodeMoment,
  type OpenResource,
  type RegistryCheckpoint,
  type ResourceEvent,
  type ResourceId,
  type ClusterState,
  type ClusterView,
} from '#domain';
import { findKey, hashKey } from '#registry';

import { hasPendingEdits, pendingEdits } from './pending-edits.js';

type CapturedData = Extract<ResourceEvent, { type: 'RegistryCheckpointCaptured' }>['data'];

/** A capture that a process has to record. */
export type PendingCapture = Readonly<{
  checkpoint: RegistryCheckpoint;
  captured: Pick<CapturedData, 'source' | 'changes' | 'hash' | 'overUnrestored'>;
  /** The restore by another resource that the capture records. */
  clobber: Clobber | undefined;
  /** True if the online interval has ended. */
  late: boolean;
}>;

/**
 * The hash under a key of a node's registry, the revision that it is of, and true in `exists` if
 * the node has the key.
 */
export const liveKeyOf = (
  clusterState: ClusterState,
  node: NodeId,
  effectiveKey: string,
): Readonly<{ source: NodeMoment; hash: string; exists: boolean }> | undefined => {
  const state = clusterState.presentNode(node);
  if (state === undefined) return undefined;
  const key = findKey(state.registry, effectiveKey);
  const source = { node, nodeRevision: state.revision };
  return { source, hash: hashKey(key), exists: key !== undefined };
};

/**
 * The pending captures of a resource. While it is online: every key that differs from its last
 * capture. After its online interval: every key that differed at the end. For a key whose restore
 * is missing: the edits since the attempted restore.
 */
export const pendingCaptures = (
  clusterState: ClusterState,
  id: ResourceId,
): readonly PendingCapture[] => {
  const state = clusterState.openResource(id);
  if (state?.onlineInterval === undefined) return [];
  return [...state.checkpoints.values()].flatMap((checkpoint) => {
    const missing = isUnrestored(checkpoint, state)
      ? pendingOverUnrestored(clusterState, state, checkpoint)
      : pendingCaptureOf(clusterState, state, checkpoint);
    return missing === undefined ? [] : [missing];
  });
};

/** True while a resource that is not online still lacks the captures of its last interval. */
export const hasLateCaptures = (clusterState: ClusterState, id: ResourceId): boolean =>
  pendingCaptures(clusterState, id).some(({ late }) => late);

const pendingCaptureOf = (
  clusterState: ClusterState,
  { state, onlineInterval }: OpenResource,
  checkpoint: RegistryCheckpoint,
): PendingCapture | undefined => {
  if (onlineInterval === undefined) return undefined;
  const { node, closedAt } = onlineInterval;
  const late = closedAt !== undefined;
  const isOpen = late
    ? needsLateCapture(checkpoint, { node, nodeRevision: closedAt })
    : state === 'Online';
  if (!isOpen) return undefined;
  const captured = wholeOf(clusterState, onlineInterval, checkpoint);
  if (captured === undefined || isKnown(clusterState, checkpoint, captured.hash)) return undefined;
  return { checkpoint, captured, clobber: clusterState.clobber(checkpoint.id), late };
};

/**
 * True for a content that needs no capture: that of the last capture, or of the key as it was when
 * the resource came online. A checkpoint without a capture captures changes alone, and no absent key.
 */
const isKnown = (
  clusterState: ClusterState,
  { id, captures, hash }: RegistryCheckpoint,
  content: string | undefined,
): boolean =>
  content !== undefined &&
  (content === hash || (captures === 0 && content === clusterState.intervals.openingHash(id)));

type Interval = NonNullable<OpenResource['onlineInterval']>;

/** The present key during the online interval; after it, the key at its end. */
const wholeOf = (
  clusterState: ClusterState,
  { node, closedAt }: Interval,
  { id, effectiveKey }: RegistryCheckpoint,
): PendingCapture['captured'] | undefined => {
  if (closedAt !== undefined) {
    const hash = clusterState.intervals.closingHash(id);
    return hash === undefined ? undefined : { source: { node, nodeRevision: closedAt }, hash };
  }
  const taken = liveKeyOf(clusterState, node, effectiveKey);
  if (taken === undefined) return undefined;
  // The revision since which the key is as it is.
  const nodeRevision =
    clusterState.since(node, effectiveKey)?.revision ?? taken.source.nodeRevision;
  return { source: { node, nodeRevision }, hash: taken.hash };
};

/**
 * The edits of a key whose restore is missing, on top of the last capture. If another resource has
 * restored a checkpoint of exactly that key: the whole key.
 */
const pendingOverUnrestored = (
  clusterState: ClusterState,
  { onlineInterval }: OpenResource,
  checkpoint: RegistryCheckpoint,
): PendingCapture | undefined => {
  if (onlineInterval === undefined) return undefined;
  const clobber = clusterState.clobber(checkpoint.id);
  const isWhole = clobber !== undefined && isSameKey(clobber.key, checkpoint.effectiveKey);
  const captured = isWhole
    ? wholeOf(clusterState, onlineInterval, checkpoint)
    : pendingEdits(clusterState, checkpoint);
  return captured && { checkpoint, captured, clobber, late: onlineInterval.closedAt !== undefined };
};

/**
 * True if a change at a revision of a node is captured for a checkpoint, or needs no capture. A
 * request that changed the registry waits for this before its answer.
 */
export const isCaptured = (
  clusterState: ClusterState,
  { resource, checkpoint }: CheckpointRef,
  moment: NodeMoment,
): boolean => {
  const state = clusterState.openResource(resource);
  const known = state?.checkpoints.get(checkpoint);
  if (state === undefined || known === undefined) return true;
  if (clusterState.onlineAt(resource) !== moment.node) return true;
  return isUnrestored(known, state)
    ? !hasPendingEdits(clusterState, checkpoint, moment.nodeRevision) ||
        pendingOverUnrestored(clusterState, state, known) === undefined
    : hasContent(clusterState, known, moment);
};

const hasContent = (
  clusterState: ClusterState,
  known: RegistryCheckpoint,
  { node, nodeRevision }: NodeMoment,
): boolean =>
  (known.source.node === node && known.source.nodeRevision >= nodeRevision) ||
  isKnown(clusterState, known, liveKeyOf(clusterState, node, known.effectiveKey)?.hash);

/** The checkpoints, of resources online on a node, that an event of its registry may touch. */
export const touchedBy = (
  clusterState: ClusterView,
  node: NodeId,
  { changes, staged }: Extract<NodeEvent, { type: 'RegistryChanged' | 'RegistryRestored' }>['data'],
): readonly CheckpointRef[] =>
  staged === undefined
    ? clusterState.touched(node, changes)
    : onlineCheckpoints(clusterState, node);

/** A staged list is long, so every checkpoint of a resource online there is checked, once. */
const onlineCheckpoints = (clusterState: ClusterView, node: NodeId): readonly CheckpointRef[] =>
  clusterState.onlineOn(node).flatMap((resource) =>
    [...(clusterState.openResource(resource)?.checkpoints.keys() ?? [])].map((checkpoint) => ({
      resource,
      checkpoint,
    })),
  );
