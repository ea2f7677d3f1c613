import {
  type AggregateKind,
  type BackupCommand,
  type ClusterCommand,
  type DomainEvent,
  type GroupCommand,
  type KeyId,
  type NodeCommand,
  type Occurrence,
  type OperationId,
  type ResourceCommand,
  type ClusterState,
} from '#domain';

import { type BackupWork } from '../backups/backup-work.js';

/**
 * A command for sealed keys. They have no aggregate: a stream of them is written once, copied for
 * each holder, and erased as a whole.
 */
export type KeyCommand =
  | Readonly<{ type: 'SealKey'; data: Readonly<{ sealed: string }> }>
  | Readonly<{ type: 'CopyKey'; data: Readonly<{ from: KeyId }> }>
  | Readonly<{ type: 'EraseKey'; data: Readonly<Record<string, never>> }>;

/** A command, with the kind and id of the aggregate that decides it. */
export type CommandEnvelope = Readonly<
  { id: string } & (
    | { kind: 'cluster'; command: ClusterCommand }
    | { kind: 'node'; command: NodeCommand }
    | { kind: 'group'; command: GroupCommand }
    | { kind: 'resource'; command: ResourceCommand }
    | { kind: 'backup'; command: BackupCommand }
    | { kind: 'key'; command: KeyCommand }
  )
>;

/** A command of a process, and what belongs to its events. */
export type StepCommand = CommandEnvelope &
  Readonly<{
    /** The operation of the step; by default, that of its cause. */
    operation?: OperationId;
    rule?: 'R1' | 'R2' | 'R3' | 'R4' | 'R5' | 'R6';
    /** The sealed keys to copy first, so that the command may refer to the copy. */
    copy?: Readonly<{ from: KeyId; to: KeyId }>;
  }>;

/** One command that a process wants carried out now. */
export type Step = StepCommand &
  Readonly<{
    /**
     * The latest event, in the order of the log, without which the process would not want the
     * command. An event of another resource counts only if no other event is necessary. An alarm
     * keeps the event that set it.
     */
    cause: Occurrence | undefined;
  }>;

/** A command, or work that ends with one. */
export type DueStep = Step | BackupWork;

/**
 * The time, and the phase: `recovering` while the runner catches up with the log after a start,
 * then `following`.
 */
export type Moment = Readonly<{
  phase: 'recovering' | 'following';
  /** Milliseconds since 1970. */
  now: number;
}>;

/**
 * A pure function from the cluster state and the time to the steps that are due. A process has no
 * memory: it may be stopped at any point, started again, or run twice at once, because the deciders
 * refuse a repeated step.
 */
export type Process = Readonly<{
  name: string;
  /** The keys whose `next` may differ after this event. */
  affected: (domainEvent: DomainEvent, clusterState: ClusterState) => Iterable<string>;
  /** Every key that may have a step; asked once, at the start. */
  all: (clusterState: ClusterState) => Iterable<string>;
  /** The steps that are due for a key now; they may be carried out side by side. */
  next: (clusterState: ClusterState, key: string, moment: Moment) => readonly DueStep[];
  /**
   * The next instant at which `next` may have a step by time alone; always later than the moment.
   * It is asked when `next` has no step at the same moment. Until that instant, only an event can
   * change `next`.
   */
  due?: (clusterState: ClusterState, key: string, moment: Moment) => number | undefined;
}>;

/** True if an event is of an aggregate kind; narrows the type of its event too. */
export const isKind = <Kind extends AggregateKind>(
  domainEvent: DomainEvent,
  kind: Kind,
): domainEvent is Extract<DomainEvent, { kind: Kind }> => domainEvent.kind === kind;
