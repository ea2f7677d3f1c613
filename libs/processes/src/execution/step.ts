import {
  type AggregateKind,
  type ClusterCommand,
  type DomainEvent,
  type GroupCommand,
  type KeyId,
  type NodeCommand,
  type OperationId,
  type ResourceCommand,
  type ClusterState,
} from '#domain';

/**
 * Sealed key material has no aggregate: a stream of it is written once, copied from another one
 * for each holder, and erased as a whole.
 */
export type KeyCommand =
  | Readonly<{ type: 'SealKey'; data: Readonly<{ sealed: string }> }>
  | Readonly<{ type: 'CopyKey'; data: Readonly<{ from: KeyId }> }>
  | Readonly<{ type: 'EraseKey'; data: Readonly<Record<string, never>> }>;

/** A command, and the aggregate it is for. */
export type CommandEnvelope = Readonly<
  { id: string } & (
    | { kind: 'cluster'; command: ClusterCommand }
    | { kind: 'node'; command: NodeCommand }
    | { kind: 'group'; command: GroupCommand }
    | { kind: 'resource'; command: ResourceCommand }
    | { kind: 'key'; command: KeyCommand }
  )
>;

/** One thing that a process wants done now. */
export type Step = CommandEnvelope &
  Readonly<{
    /** The operation it belongs to; without one, that of the event that made it necessary. */
    operation?: OperationId;
    rule?: 'R1' | 'R2' | 'R3' | 'R4' | 'R6';
    /** What has to be copied before, so that the command may refer to it. */
    copy?: Readonly<{ from: KeyId; to: KeyId }>;
  }>;

/** When it is, and whether the log is being caught up with after a start, or followed. */
export type Moment = Readonly<{
  phase: 'recovering' | 'following';
  /** Milliseconds since 1970. */
  now: number;
}>;

/**
 * What the log owes, as a pure function of its fold and of the time. A process has no memory: it may
 * be stopped at any instruction, started again, or run twice at once, because the deciders refuse
 * what is done.
 */
export type Process = Readonly<{
  name: string;
  /** The keys whose `next` may differ after this event. */
  affected: (domainEvent: DomainEvent, clusterState: ClusterState) => Iterable<string>;
  /** Every key that might have something to do; asked once, at the start. */
  all: (clusterState: ClusterState) => Iterable<string>;
  /** What is to be done now for a key, side by side; nothing when nothing is owed. */
  next: (clusterState: ClusterState, key: string, moment: Moment) => readonly Step[];
  /**
   * When `next` may differ by time alone; asked when it has nothing more to do, for the same moment,
   * and always later than that. Until then `next` has nothing to do, unless a event changes that.
   */
  due?: (clusterState: ClusterState, key: string, moment: Moment) => number | undefined;
}>;

/** Whether a event is of a kind; narrows both halves. */
export const isKind = <Kind extends AggregateKind>(
  domainEvent: DomainEvent,
  kind: Kind,
): domainEvent is Extract<DomainEvent, { kind: Kind }> => domainEvent.kind === kind;
