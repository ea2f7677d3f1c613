import { type Recorded } from '#event-store';

import { isCapture } from './edits.js';
import { type StepStatus } from './timeline.js';

type Data = Readonly<Record<string, unknown>>;

/** The kind of an operation, by the event that begins it. */
const STARTS: Readonly<Record<string, (data: Data) => string>> = {
  GroupMoveStarted: ({ reason }) =>
    reason === 'failover' || reason === 'failback' ? reason : 'move',
  GroupOperationStarted: ({ kind }) => String(kind),
  DrainStarted: ({ purpose }) => (purpose === 'stop' ? 'stop' : 'drain'),
  NodeStarted: () => 'start',
  NodeCrashed: () => 'crash',
  NodeResumed: () => 'resume',
  BackupRestoreStarted: () => 'restore-backup',
};

/** The events that begin a part of an operation; an event of PART_ENDS in its stream ends it. */
const PART_STARTS: ReadonlySet<string> = new Set([
  'GroupMoveStarted',
  'GroupOperationStarted',
  'DrainStarted',
  'BackupRestoreStarted',
]);

const PART_ENDS: Readonly<Record<string, StepStatus>> = {
  GroupMoveCompleted: 'completed',
  GroupMoveFailed: 'failed',
  GroupMoveDenied: 'failed',
  GroupOperationCompleted: 'completed',
  GroupOperationFailed: 'failed',
  NodeStopped: 'completed',
  DrainCompleted: 'completed',
  BackupRestored: 'completed',
  BackupRestoreFailed: 'failed',
};

/**
 * The events that come before the one that decides a command of several appends (ADR 16, the table
 * of commands).
 */
const PREPARATIONS: ReadonlySet<string> = new Set([
  'KeyMaterialSealed',
  'RegistryChangesStaged',
  'GroupMemberRemovalStarted',
  'NodeEvictionStarted',
]);

/** The command of a restore of a stored copy. It may replace that copy by a capture first. */
const RESTORE = 'RestoreCheckpoint';

const RESTORE_FAILURES: ReadonlySet<string> = new Set([
  'RegistryCheckpointRestoreFailed',
  'CryptoCheckpointRestoreFailed',
]);

/** The events that decide that a removal is given up, or that a restore is refused. */
const REFUSALS: ReadonlySet<string> = new Set([
  'GroupMemberRemovalAbandoned',
  'NodeEvictionAbandoned',
  ...RESTORE_FAILURES,
]);

type Event = Recorded['event'];

/** The kind of operation that an event begins; undefined for any other event. */
export const kindBegunBy = ({ type, data }: Event): string | undefined =>
  STARTS[type]?.(data as Data);

/** True for an event that ends a part of an operation. */
export const isPartEnd = ({ type }: Event): boolean => type in PART_ENDS;

/** True for an event that does not decide an operation without parts. */
export const isPreparation = ({
  event,
  metadata: { command },
}: Pick<Recorded, 'event' | 'metadata'>): boolean =>
  PREPARATIONS.has(event.type) || (isCapture(event) && command.type === RESTORE);

/** True for the event of a restore that has failed. */
export const isRestoreFailure = ({ type }: Event): boolean => RESTORE_FAILURES.has(type);

/** True for an event with which an operation without parts fails, if it decides it. */
export const isRefusal = ({ type }: Event): boolean => REFUSALS.has(type);

/** True for an event that begins or ends a part of an operation. */
export const isOfPart = (event: Event): boolean => PART_STARTS.has(event.type) || isPartEnd(event);

/**
 * The status of a part after one of its events. A drain's own event says if every group could move.
 */
export const statusAfter = ({ type, data }: Event): StepStatus =>
  (data as Data)['status'] === 'Failed' ? 'failed' : (PART_ENDS[type] ?? 'running');

/** True for the event with which a part of an operation fails. */
export const isFailure = (event: Event): boolean =>
  isPartEnd(event) && statusAfter(event) === 'failed';
