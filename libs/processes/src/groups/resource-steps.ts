import {
  defaultProvider,
  blockingHold,
  isUnrestored,
  type Attempt,
  type GroupId,
  type Occurrence,
  type OpenAttempt,
  type OpenResource,
  type Pin,
  type RegistryCheckpoint,
  type ResourceId,
  type ClusterState,
} from '#domain';
import { type RegistryKey } from '#registry';

import { restoreCryptoSteps } from '../captures/crypto-restore.js';
import { offlineCryptoSteps } from '../captures/crypto-steps.js';
import { periodEnd } from '../due.js';
import { liveKeyOf } from '../captures/pending-captures.js';
import { pendingEditSteps } from '../captures/capturing.js';
import { restoreStep, type Restoring } from '../captures/restore-step.js';
import { allCaused, caused } from '../execution/caused.js';
import { type Step, type StepCommand } from '../execution/step.js';
import { restoreCaused } from './restore-causes.js';

/** The goal of an operation for a resource: the attempt, and the persistent state. */
export type Target = Readonly<{
  attempt: Attempt;
  persist: boolean;
  now: number;
  /** Do not wait for supervisors. */
  force: boolean;
  /** The resource stays offline, regardless of its persistent state. */
  stay: boolean;
  /** Count failures from zero, and leave the persistent state alone. */
  afresh: boolean;
  /** The last event of the operation that is about the resource, its group or its node. */
  cause: Occurrence | undefined;
}>;

/**
 * The next steps of one resource on its way offline: pending, its checkpoints captured one by one,
 * Offline.
 */
export const offlineSteps = (
  clusterState: ClusterState,
  id: ResourceId,
  target: Target,
): readonly Step[] => {
  const state = clusterState.openResource(id);
  if (state === undefined) return [];
  const { attempt, cause } = target;
  if (state.state !== 'OfflinePending' || state.transition?.operation !== attempt.operation)
    return [caused(beginOffline(id, target), cause)];
  if (!state.transition.stopped)
    return allCaused(stopApplication(id, state, target.force ? Infinity : target.now), cause);
  const captures = [
    ...pendingEditSteps(clusterState, id),
    ...allCaused(leavingCaptures(clusterState, { id, state }, attempt), cause),
  ];
  if (captures.length > 0) return captures.slice(0, 1);
  const nodeRevision = clusterState.revision('node', attempt.node);
  const command = { type: 'CompleteOffline', data: { ...attempt, nodeRevision } } as const;
  return [{ kind: 'resource', id, command, cause }];
};

/** One step for each capture that the resource still needs before it is offline. */
const leavingCaptures = (
  clusterState: ClusterState,
  { id, state }: Readonly<{ id: ResourceId; state: OpenResource }>,
  attempt: Attempt,
): readonly StepCommand[] => [
  ...[...state.checkpoints.values()]
    .filter((known) => isUncaptured(known, state))
    .flatMap((known) => leavingCapture(clusterState, id, { known, attempt })),
  ...offlineCryptoSteps(clusterState, id, attempt),
];

const beginOffline = (id: ResourceId, { attempt, persist, now, stay }: Target): StepCommand => {
  const data = { ...attempt, persist, at: now, ...(stay && { stay }) };
  return { kind: 'resource', id, command: { type: 'BeginOffline', data } };
};

/** Waits for a supervisor; after its time the application counts as stopped. */
const stopApplication = (
  id: ResourceId,
  state: OpenResource,
  now: number,
): readonly StepCommand[] => {
  const due = pendingUntil(state, now);
  if (due === undefined || now < due || state.transition === undefined) return [];
  const data = { operation: state.transition.operation, reason: 'PendingTimeout' };
  return [{ kind: 'resource', id, command: { type: 'StopWaiting', data } }];
};

/** The end of the wait for a supervisor; undefined if there is none to wait for. */
export const pendingUntil = (
  { state, transition, properties, ...checkpoints }: OpenResource,
  now: number,
): number | undefined => {
  if (properties.handler !== 'external' || transition === undefined) return undefined;
  const isWaiting =
    state === 'OfflinePending'
      ? !transition.stopped
      : unrestored(transition, checkpoints).length === 0;
  return isWaiting ? periodEnd(transition.since, properties.pendingTimeout, now) : undefined;
};

/** The pinned checkpoints that are neither restored nor deleted in the meantime. */
const unrestored = (
  { pinnedCaptures, done }: OpenAttempt,
  { checkpoints, crypto }: Pick<OpenResource, 'checkpoints' | 'crypto'>,
): readonly Pin[] =>
  pinnedCaptures.filter(
    ({ checkpoint }) =>
      (checkpoints.has(checkpoint) || crypto.has(checkpoint)) && !done.has(checkpoint),
  );

/**
 * True if a capture is missing. A checkpoint whose restore is missing needs none on the way
 * offline.
 */
const isUncaptured = (known: RegistryCheckpoint, state: OpenResource): boolean =>
  state.transition?.wasOnline === true &&
  !state.transition.done.has(known.id) &&
  !isUnrestored(known, state);

const leavingCapture = (
  clusterState: ClusterState,
  id: ResourceId,
  { known, attempt }: { known: RegistryCheckpoint; attempt: Attempt },
): readonly StepCommand[] => {
  const taken = liveKeyOf(clusterState, attempt.node, known.effectiveKey);
  if (taken === undefined || (known.captures === 0 && !taken.exists)) return [];
  const { operation } = attempt;
  const { source, hash } = taken;
  const data = { checkpoint: known.id, reason: 'going-offline', operation, source, hash } as const;
  return [{ kind: 'resource', id, rule: 'R1', command: { type: 'CaptureRegistry', data } }];
};

/**
 * The next steps of one resource on its way online: pending, its pinned captures restored one by
 * one, shallow keys first, Online.
 */
export const onlineSteps = (
  clusterState: ClusterState,
  { id, group }: { id: ResourceId; group: GroupId },
  { attempt, persist, now, afresh, cause }: Target,
): readonly Step[] => {
  const state = clusterState.openResource(id);
  const node = clusterState.presentNode(attempt.node);
  if (state === undefined || node === undefined) return [];
  const begin = { ...attempt, persist, at: now, ...(afresh && { afresh }) };
  if (state.state !== 'OnlinePending' || state.transition?.operation !== attempt.operation)
    return [{ kind: 'resource', id, command: { type: 'BeginOnline', data: begin }, cause }];
  const left = unrestored(state.transition, state);
  const [pin] = left;
  if (pin !== undefined)
    return restoreCaused(
      { clusterState, state, cause },
      restoreSteps(clusterState, { id, group, state, node, attempt, pin }),
    );
  const completion = completionSteps(id, state, { ...attempt, nodeRevision: node.revision, now });
  return allCaused(completion, cause);
};

/**
 * Online at once, or after the supervisor's report; Failed if a restore failed, or no report came
 * in time.
 */
const completionSteps = (
  id: ResourceId,
  state: OpenResource,
  { now, ...data }: Attempt & { nodeRevision: number; now: number },
): readonly StepCommand[] => {
  const reason = failureOf(state, now);
  if (reason !== undefined)
    return [
      { kind: 'resource', id, command: { type: 'FailOnline', data: { ...data, reason, at: now } } },
    ];
  return state.properties.handler === 'external'
    ? []
    : [{ kind: 'resource', id, command: { type: 'CompleteOnline', data } }];
};

const failureOf = (state: OpenResource, now: number): string | undefined => {
  const { properties, transition } = state;
  if (properties.onRestoreFailure === 'failResource' && (transition?.unrestored.size ?? 0) > 0)
    return 'a checkpoint could not be restored';
  const due = pendingUntil(state, now);
  return due !== undefined && now >= due ? 'PendingTimeout' : undefined;
};

type Restore = Restoring & Readonly<{ state: OpenResource }>;

/** Rule 2 on the node where the resource ran last, rule 3 on any other node. */
const ruleOf = ({ state, attempt }: Restore, known: RegistryCheckpoint): 'R2' | 'R3' =>
  (state.onlineInterval?.node ?? known.source.node) === attempt.node ? 'R2' : 'R3';

const restoreSteps = (clusterState: ClusterState, restore: Restore): readonly StepCommand[] => {
  const { state, pin, node } = restore;
  const crypto = state.crypto.get(pin.checkpoint);
  if (crypto !== undefined)
    return restoreCryptoSteps(
      restore,
      crypto,
      crypto.provider || defaultProvider(node, crypto.type),
    );
  const known = state.checkpoints.get(pin.checkpoint);
  const content = clusterState.content(pin.checkpoint);
  if (known === undefined || content?.number !== pin.capture || content.key === 'unknown')
    return [];
  const steps = stepsOf(restore, { known, content: content.key });
  return steps.map((step) => ({ ...step, rule: ruleOf(restore, known) }));
};

/**
 * The steps of a restore: record it if the node has it; record its failure if it is impossible;
 * else restore.
 */
const stepsOf = (
  restore: Restore,
  { known, content }: { known: RegistryCheckpoint; content: RegistryKey | undefined },
): readonly StepCommand[] => {
  const { id, node, attempt, pin } = restore;
  const done = node.restores.get(pin.checkpoint);
  if (done?.operation === attempt.operation && done.capture === pin.capture) {
    const data = { ...attempt, ...pin, nodeRevision: done.revision };
    return [{ kind: 'resource', id, command: { type: 'RecordRegistryRestore', data } }];
  }
  const held = blockingHold(known.effectiveKey, node);
  if (held === undefined) return restoreStep(restore, known, content);
  const { holder } = held;
  const reason = `${holder} holds ${held.key} open`;
  const nodeRevision = node.revision;
  const data = { ...attempt, ...pin, reason, nodeRevision, cause: 'held', holder } as const;
  return [{ kind: 'resource', id, command: { type: 'RecordRestoreFailure', data } }];
};
