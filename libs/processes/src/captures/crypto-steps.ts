import {
  ABSENT_CONTAINER,
  findContainer,
  isUnrestored,
  latest,
  needsLateCapture,
  type Attempt,
  type CryptoCheckpoint,
  type KeyId,
  type NodeId,
  type NodeMoment,
  type Occurrence,
  type OpenResource,
  type OverUnrestored,
  type ResourceId,
  type StoredContainer,
  type ClusterState,
} from '#domain';
import { uuidV5 } from '#event-store';

import { causeOfContainer } from './capture-causes.js';
import { caused } from '../execution/caused.js';
import { type Moment, type Step, type StepCommand } from '../execution/step.js';

/** The id of a capture's sealed copy. The same capture always gives the same id. */
export const captureKey = (checkpoint: string, number: number, fingerprint: string): KeyId =>
  uuidV5(checkpoint, `capture ${number} ${fingerprint}`) as KeyId;

const containerOn = (
  clusterState: ClusterState,
  node: NodeId,
  checkpoint: CryptoCheckpoint,
): StoredContainer | undefined => {
  const state = clusterState.presentNode(node);
  return state && findContainer(state, checkpoint);
};

type Capture = Readonly<{
  /** Set if the restore of the checkpoint is missing. */
  overUnrestored?: OverUnrestored | undefined;
  checkpoint: CryptoCheckpoint;
  /** Undefined for a deleted container. */
  container: StoredContainer | undefined;
  node: NodeId;
  nodeRevision: number;
  reason: 'changed' | 'recovered' | 'reverted' | 'going-offline';
  operation?: Attempt['operation'];
}>;

const captureCommand = (
  id: ResourceId,
  { checkpoint, container, node, nodeRevision, reason, operation, overUnrestored }: Capture,
): StepCommand => {
  const { fingerprint } = container ?? { fingerprint: ABSENT_CONTAINER };
  const copy = container && {
    from: container.key,
    to: captureKey(checkpoint.id, checkpoint.captures + 1, fingerprint),
  };
  const source = { node, nodeRevision };
  const data = {
    ...{ checkpoint: checkpoint.id, reason, source, fingerprint },
    ...(copy && { key: copy.to }),
    ...(overUnrestored && { overUnrestored }),
    ...(operation && { operation }),
  };
  const command = { type: 'CaptureCrypto', data } as const;
  return { kind: 'resource', id, rule: 'R1', ...(copy && { copy }), command };
};

/** True if a container may be captured and differs from the last capture. */
const isNewContent = (
  container: StoredContainer | undefined,
  { fingerprint }: CryptoCheckpoint,
): container is StoredContainer =>
  container?.exportable === true && container.fingerprint !== fingerprint;

type Interval = NonNullable<OpenResource['onlineInterval']>;

/** True for a container that was stored in the online interval and has no capture yet. */
const isPending = (
  { since }: StoredContainer,
  checkpoint: CryptoCheckpoint,
  { node, closedAt, unrestored }: Interval,
): boolean => {
  const missing = unrestored.get(checkpoint.id);
  if (missing !== undefined && since <= (missing.nodeRevision ?? -1)) return false;
  if (closedAt === undefined) return true;
  const isOpen =
    missing !== undefined || needsLateCapture(checkpoint, { node, nodeRevision: since });
  return isOpen && since <= closedAt;
};

/** The mark of a container's capture if its restore is missing. */
const markOf = (
  clusterState: ClusterState,
  { id }: CryptoCheckpoint,
  { node, nodeRevision }: NodeMoment,
): OverUnrestored | undefined => {
  const restoreFailed = clusterState.unrestored.get(id)?.failed.eventId;
  return restoreFailed === undefined ? undefined : { restoreFailed, node, nodeRevision };
};

/** The last change of a container in the online interval, and its revision of the node. */
type PendingKeys = Pick<Capture, 'container' | 'nodeRevision'> & Readonly<{ isReverted?: true }>;

const pendingKeysOf = (
  clusterState: ClusterState,
  interval: Interval,
  checkpoint: CryptoCheckpoint,
): PendingKeys | undefined => {
  const container = containerOn(clusterState, interval.node, checkpoint);
  const gone = deletionOf(clusterState, interval, checkpoint);
  if (gone !== undefined && (container === undefined || interval.closedAt !== undefined))
    return gone;
  return isNewContent(container, checkpoint) && isPending(container, checkpoint, interval)
    ? { container, nodeRevision: container.since }
    : undefined;
};

/**
 * The deletion of a container without a capture yet. It counts if the restore is missing, or after
 * an operator has restored an absence. Otherwise the last capture stays.
 */
const deletionOf = (
  clusterState: ClusterState,
  interval: Interval,
  checkpoint: CryptoCheckpoint,
): PendingKeys | undefined => {
  const { id, fingerprint } = checkpoint;
  if (fingerprint === ABSENT_CONTAINER) return undefined;
  if (!interval.unrestored.has(id)) return revertedOf(clusterState, interval, checkpoint);
  const nodeRevision = clusterState.unrestored.get(id)?.deletedAt;
  return nodeRevision === undefined ? undefined : { container: undefined, nodeRevision };
};

const revertedOf = (
  clusterState: ClusterState,
  { node, closedAt }: Interval,
  checkpoint: CryptoCheckpoint,
): PendingKeys | undefined => {
  const nodeRevision = absenceRestoredAt(clusterState, node, checkpoint);
  if (nodeRevision === undefined) return undefined;
  const isOpen =
    closedAt === undefined ||
    (needsLateCapture(checkpoint, { node, nodeRevision }) && nodeRevision <= closedAt);
  return isOpen ? { container: undefined, nodeRevision, isReverted: true } : undefined;
};

/** The revision of a node at which an operator restored an absence, after the last capture. */
const absenceRestoredAt = (
  clusterState: ClusterState,
  id: NodeId,
  { id: checkpoint, keys, source }: CryptoCheckpoint,
): number | undefined => {
  const node = clusterState.presentNode(id);
  const done = node?.restores.get(checkpoint);
  if (done?.deliberate !== true || keys[done.capture - 1] !== null) return undefined;
  return source.node === id && source.nodeRevision >= done.revision ? undefined : done.revision;
};

/** The event since which a checkpoint of an online resource is captured. */
const beginningOf = (
  { causes }: ClusterState,
  id: ResourceId,
  checkpoint: CryptoCheckpoint,
): Occurrence | undefined => latest(causes.of('online', id), causes.of('added', checkpoint.id));

/** One step for each container that changed while the resource was online. */
export const pendingCryptoSteps = (
  clusterState: ClusterState,
  id: ResourceId,
  phase: Moment['phase'],
): readonly Step[] => {
  const state = clusterState.openResource(id);
  if (state?.onlineInterval === undefined) return [];
  const { onlineInterval } = state;
  const { node } = onlineInterval;
  const isLate = onlineInterval.closedAt !== undefined;
  if (!isLate && state.state !== 'Online') return [];
  const reason = !isLate && phase === 'following' ? 'changed' : 'recovered';
  return [...state.crypto.values()].flatMap((checkpoint) => {
    const pending = pendingKeysOf(clusterState, onlineInterval, checkpoint);
    if (pending === undefined) return [];
    const { isReverted, ...captured } = pending;
    const at = { node, nodeRevision: captured.nodeRevision };
    const overUnrestored = markOf(clusterState, checkpoint, at);
    const why = isReverted ? 'reverted' : reason;
    const changed = causeOfContainer(clusterState, checkpoint, { node, ...pending });
    const isEdit = onlineInterval.unrestored.has(checkpoint.id);
    const cause =
      isLate && !isEdit
        ? clusterState.causes.of('lifecycle', id)
        : latest(changed, beginningOf(clusterState, id, checkpoint));
    const taken = { checkpoint, ...at, ...captured, reason: why, overUnrestored } as const;
    return [caused(captureCommand(id, taken), cause)];
  });
};

/** One step for each container to capture on the way offline. An absent container needs none. */
export const offlineCryptoSteps = (
  clusterState: ClusterState,
  id: ResourceId,
  { operation, node }: Attempt,
): readonly StepCommand[] => {
  const state = clusterState.openResource(id);
  if (state === undefined || state.transition?.wasOnline !== true) return [];
  const { transition } = state;
  return [...state.crypto.values()].flatMap((checkpoint) => {
    const container = containerOn(clusterState, node, checkpoint);
    const isOut = transition.done.has(checkpoint.id) || isUnrestored(checkpoint, state);
    if (container?.exportable !== true || isOut) return [];
    const nodeRevision = clusterState.revision('node', node);
    const reason = 'going-offline';
    const taken = { checkpoint, container, node, nodeRevision, reason, operation } as const;
    return [captureCommand(id, taken)];
  });
};
