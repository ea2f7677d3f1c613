import {
  latest,
  type CaptureReason,
  type Clobber,
  type NodeEvent,
  type NodeId,
  type RegistryCheckpoint,
  type ResourceEvent,
  type ResourceId,
  type ClusterState,
} from '#domain';

import { causeOfCapture } from './capture-causes.js';
import { pendingCryptoSteps } from './crypto-steps.js';
import { isOwed, owedSteps } from './owed-steps.js';
import { pendingCaptures, touchedBy, type PendingCapture } from './pending-captures.js';
import { isKind, type Moment, type Process, type Step } from '../execution/step.js';

/**
 * Rule 1: a change under a key is captured while its resource is online.
 *
 * ```text
 * key differs from its last capture, resource online ──> CaptureRegistry (changed | clobbered)
 * key differed when the interval ended, or at a start ─> CaptureRegistry (recovered)
 * its restore is missing, and it was edited          ──> CaptureRegistry (edits alone)
 * key container stored; deleted, its restore missing ──> CaptureCrypto
 * its restore was missing, and came by command       ──> RecordDeliberateRestore
 * a cure of the node has promised a stored copy      ──> CaptureCure
 * ```
 */
export const capturing: Process = {
  name: 'pending-captures',
  affected: (domainEvent, clusterState) => {
    if (isKind(domainEvent, 'resource'))
      return isOfResource(clusterState, domainEvent.event) ? [domainEvent.id] : [];
    return isKind(domainEvent, 'node')
      ? affectedOn(clusterState, domainEvent.id as NodeId, domainEvent.event)
      : [];
  },
  all: (clusterState) => clusterState.resourceIds(),
  next: (clusterState, key, { phase }) => {
    const id = key as ResourceId;
    const records = recordSteps(clusterState, id);
    return records.length > 0 ? records : captureSteps(clusterState, id, phase);
  },
};

const affectedOn = (
  clusterState: ClusterState,
  node: NodeId,
  event: NodeEvent,
): Iterable<string> => {
  if (RENEWS.has(event.type)) return clusterState.onlineOn(node);
  if (event.type !== 'RegistryChanged' && event.type !== 'RegistryRestored') return [];
  const touched = touchedBy(clusterState, node, event.data).map(({ resource }) => resource);
  return new Set([...touched, ...commandedBy(event)]);
};

/** The resources whose checkpoints an operator has restored or cured. */
const commandedBy = (
  event: Extract<NodeEvent, { type: 'RegistryChanged' | 'RegistryRestored' }>,
): readonly ResourceId[] => {
  if (event.type === 'RegistryRestored')
    return event.data.deliberate === true ? [event.data.resource] : [];
  return event.data.cure?.copies.map(({ resource }) => resource) ?? [];
};

/** True for an event that may leave a capture pending; a capture may be one of several of a cure. */
const isOfResource = (clusterState: ClusterState, { type, data }: ResourceEvent): boolean =>
  OPENS_OR_CLOSES.has(type) ||
  (type === 'RegistryCheckpointCaptured' && isOwed(clusterState, data.checkpoint));

const OPENS_OR_CLOSES = new Set([
  'ResourceOnline',
  'ResourceOffline',
  'ResourceFailed',
  'RegistryCheckpointAdded',
  'CryptoCheckpointAdded',
]);

/** The events after which a container name may mean other keys, or none. */
const RENEWS = new Set([
  'KeyContainerStored',
  'KeyContainerRestored',
  'KeyContainerAbsenceRestored',
  'KeyContainerDeleted',
  'DefaultProviderSet',
]);

/**
 * One step for each pending capture. A stored copy that a cure has promised comes after the capture
 * of an ended interval, and before that of a later change.
 */
export const captureSteps = (
  clusterState: ClusterState,
  id: ResourceId,
  phase: Moment['phase'],
): readonly Step[] => {
  const pending = pendingCaptures(clusterState, id).filter(
    ({ late, checkpoint }) => late || !isOwed(clusterState, checkpoint.id),
  );
  const steps = pending.map((missing) => captureStep(clusterState, id, { missing, phase }));
  const owed = pending.some(({ late }) => late) ? [] : owedSteps(clusterState, id);
  return [...steps, ...owed, ...pendingCryptoSteps(clusterState, id, phase)];
};

/**
 * One step for each stored copy that a cure has promised; else for each edited key whose restore is
 * missing. Both are due in any state of the resource.
 */
export const pendingEditSteps = (clusterState: ClusterState, id: ResourceId): readonly Step[] => {
  const owed = owedSteps(clusterState, id);
  if (owed.length > 0) return owed;
  return pendingCaptures(clusterState, id)
    .filter(({ captured }) => captured.overUnrestored !== undefined)
    .map((missing) => captureStep(clusterState, id, { missing, phase: 'following' }));
};

/** One step for each restore by command that the node has and the resource's stream still lacks. */
const recordSteps = (clusterState: ClusterState, id: ResourceId): readonly Step[] => {
  const state = clusterState.openResource(id);
  const interval = state?.onlineInterval;
  if (state === undefined || interval === undefined || interval.closedAt !== undefined) return [];
  const { node, unrestored } = interval;
  const on = clusterState.presentNode(node);
  if (on === undefined) return [];
  return [...unrestored].flatMap(([checkpoint, missing]): readonly Step[] => {
    const done = on.restores.get(checkpoint);
    if (done?.deliberate !== true || done.revision <= (missing.nodeRevision ?? -1)) return [];
    const { operation, capture, revision: nodeRevision } = done;
    const data = { operation, epoch: state.epoch, node, checkpoint, capture, nodeRevision };
    const command = { type: 'RecordDeliberateRestore', data } as const;
    const { causes } = clusterState;
    const cause = latest(causes.of('restored', checkpoint), causes.of('online', id));
    return [{ kind: 'resource', id, operation, command, cause }];
  });
};

const captureStep = (
  clusterState: ClusterState,
  id: ResourceId,
  { missing, phase }: { missing: PendingCapture; phase: Moment['phase'] },
): Step => {
  const { checkpoint, captured, clobber } = missing;
  const data = {
    checkpoint: checkpoint.id,
    reason: reasonOf(clusterState, missing, phase),
    ...captured,
    ...(clobber && { clobberedBy: clobberedBy(clobber) }),
  };
  return {
    kind: 'resource',
    id,
    rule: clobber === undefined ? 'R1' : 'R6',
    command: { type: 'CaptureRegistry', data },
    cause: causeOfCapture(clusterState, id, missing),
  };
};

const clobberedBy = ({ resource, checkpoint, nodeRevision }: Clobber) => ({
  resource,
  checkpoint,
  nodeRevision,
});

const reasonOf = (
  clusterState: ClusterState,
  { checkpoint, captured: { source }, clobber, late }: PendingCapture,
  phase: Moment['phase'],
): CaptureReason => {
  if (clobber !== undefined) return 'clobbered';
  if (late || phase === 'recovering') return 'recovered';
  return isRevert(clusterState, checkpoint, source) ? 'reverted' : 'changed';
};

/** True if an operator has restored an earlier capture onto the node. */
const isRevert = (
  clusterState: ClusterState,
  { id }: RegistryCheckpoint,
  source: PendingCapture['captured']['source'],
): boolean => {
  const node = 'node' in source ? clusterState.presentNode(source.node) : undefined;
  const done = node?.restores.get(id);
  return 'node' in source && done?.deliberate === true && done.revision === source.nodeRevision;
};
