import { type KeyId, type ClusterState } from '#domain';
import {
  type OperationEvents,
  type Metadata,
  type Position,
  type Receipt,
  type Recorded,
} from '#event-store';
import { type CommandEnvelope, type ExecutionContext } from '#processes';
import { type ReadModels } from '#read-models';

/** The log of a cluster, as far as it is folded. */
export type ClusterLog = Readonly<{
  /** The last position that is folded; undefined while nothing is. */
  position: Position | undefined;
  /** Seconds since all that was in the log was known to be folded. */
  age: number;
  /** Begins to note the events of an operation; dispose the answer, or they are kept for ever. */
  collect: (operation: string) => OperationEvents;
  /**
   * Resolves once a condition holds; it is asked now, and after events of these streams.
   *
   * @throws the deadline's reason when it aborts first; FoldStopped
   */
  until: (
    streams: readonly string[],
    isMet: () => boolean,
    deadline?: AbortSignal,
  ) => Promise<void>;
  /** Resolves once a position is folded. */
  reached: (position: Position, deadline: AbortSignal) => Promise<void>;
  /** Resolves once everything is folded that was in the log at the call. */
  folded: (deadline: AbortSignal) => Promise<Position>;
  /** Resolves once everything is folded and projected that was in the log at the call. */
  caughtUp: (deadline: AbortSignal) => Promise<Position>;
  /** Resolves once everything is projected that the log has of an operation. */
  projected: (operation: string, deadline: AbortSignal) => Promise<void>;
  /** Batches of events from after a position on, without end. */
  subscribe: (
    after: Position | undefined,
    stopping: AbortSignal,
  ) => AsyncIterable<readonly Recorded[]>;
  /** @throws FoldStopped where not even the folded state is true */
  requireTrue: () => void;
  /** An event of a stream; undefined where there is none. */
  eventAt: (stream: string, revision: bigint) => Promise<Recorded | undefined>;
  /** Sealed key material; undefined where there is none, or no longer. */
  sealed: (key: KeyId) => Promise<string | undefined>;
}>;

/** The commands of a cluster's aggregates. */
export type ClusterCommands = Readonly<{
  /** Has a command decided by its aggregate and appends the decision. */
  execute: (command: CommandEnvelope, context: ExecutionContext) => Promise<Receipt>;
  /** Erases key material that nothing refers to any more. */
  eraseUnused: (metadata: Metadata) => Promise<void>;
}>;

/** A cluster that use cases act on: the one that this node runs, or a fork of a past state. */
export abstract class RunningCluster {
  /** The cluster's name: the first part of the name of every stream. */
  abstract readonly name: string;
  abstract readonly state: ClusterState;
  abstract readonly log: ClusterLog;
  abstract readonly reads: ReadModels;
  abstract readonly commands: ClusterCommands;
  /** Milliseconds since 1970. */
  abstract readonly now: number;
  /** How long a read waits for the events that it is to reflect; milliseconds. */
  abstract readonly catchUpMs: number;
  /** A new random UUID. */
  abstract newId(): string;
}
