import { type BackupAtCut, type WrittenArchive } from '#backups';
import { type Cut, type KeyId, type ClusterState } from '#domain';
import {
  type OperationEvents,
  type Metadata,
  type Position,
  type Receipt,
  type Recorded,
} from '#event-store';
import { type CommandEnvelope, type ExecutionContext } from '#processes';
import {
  type ComparedPart,
  type ReadModels,
  type TreeComparison,
  type TreePair,
} from '#read-models';
import { type Redaction } from '#registry';

/** The log of a cluster, as far as this process has folded it. */
export type ClusterLog = Readonly<{
  /** The last position that is folded; undefined before the first event. */
  position: Position | undefined;
  /** Seconds since the fold was known to have the whole log. */
  age: number;
  /**
   * Begins to collect the events of an operation. Dispose of the result: otherwise they are kept
   * for ever.
   */
  collect: (operation: string) => OperationEvents;
  /**
   * Resolves once a condition holds. The condition is checked at the call, and after events of
   * these streams.
   *
   * @throws the deadline's reason if it aborts first; FoldStopped
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
  /** Resolves once everything that was in the log at the call is folded and projected. */
  caughtUp: (deadline: AbortSignal) => Promise<Position>;
  /** Resolves once all events of an operation that the log has are projected. */
  projected: (operation: string, deadline: AbortSignal) => Promise<void>;
  /** Batches of events after a position, without end. */
  subscribe: (
    after: Position | undefined,
    stopping: AbortSignal,
  ) => AsyncIterable<readonly Recorded[]>;
  /**
   * @throws FoldStopped if the folded state is no longer true
   */
  requireTrue: () => void;
  /** An event of a stream; undefined if there is none. */
  eventAt: (stream: string, revision: bigint) => Promise<Recorded | undefined>;
  /** Sealed key material; undefined if there is none, or it was erased. */
  sealed: (key: KeyId) => Promise<string | undefined>;
}>;

/** The commands of a cluster's aggregates. */
export type ClusterCommands = Readonly<{
  /** Lets the command's aggregate decide, and appends the decision. */
  execute: (command: CommandEnvelope, context: ExecutionContext) => Promise<Receipt>;
  /** Erases key material that no state refers to any more. */
  eraseUnused: (metadata: Metadata) => Promise<void>;
}>;

/** Comparisons of trees of the past, on another thread than that of the requests. */
export type Comparisons = Readonly<{
  /**
   * @throws TooManyComparisons, ReadModelDamaged
   */
  compare: (pair: TreePair, part: ComparedPart) => Promise<TreeComparison>;
}>;

/** The files of backups, below one folder. */
export type Archives = Readonly<{
  /** The version of Windows whose calls are answered: 2022 lacks some of 2003. */
  profile: '2003' | '2022';
  /** Writes all events up to a position into a new file. */
  write: (
    path: string,
    upTo: Position,
    backup: BackupAtCut,
  ) => Promise<WrittenArchive & Readonly<{ path: string }>>;
  /**
   * Writes the same, and the files of Windows, unpacked into a folder that exists.
   *
   * @returns the path of the folder, relative to that of backups
   * @throws ClusterError for a path that can't be used, and a folder that has a backup already
   */
  writeUnpacked: (path: string, upTo: Position, backup: BackupAtCut) => Promise<string>;
  /**
   * The backup that is unpacked in a folder, which may be one of another log.
   *
   * @throws ClusterError for a path that can't be used, and a folder without a whole backup
   */
  unpackedIn: (path: string) => Promise<Readonly<{ backup: string; cut: Cut }>>;
  /**
   * The cut of an archive below the folder of backups.
   *
   * @throws ClusterError for a path that can't be used, and a file that is no whole archive
   */
  cutIn: (path: string) => Promise<Cut>;
  /**
   * The path of a folder that exists, at or below the folder of backups and relative to it.
   *
   * @throws ClusterError ERROR_INVALID_PARAMETER, ERROR_PATH_NOT_FOUND or ERROR_ACCESS_DENIED
   */
  folderAt: (path: string) => Readonly<{ path: string }>;
}>;

/** Work on a copy of a cluster, and the questions to it at the end. */
export type Trial<Result> = Readonly<{
  /** The signal aborts when nothing is due that the work could wait for. */
  work: (copy: RunningCluster, deadline: AbortSignal) => Promise<unknown>;
  /** @param before the cluster before the work */
  look: (copy: RunningCluster, before: ClusterState) => Promise<Result>;
  /** Aborts when nobody waits for the result any more. */
  deadline: AbortSignal;
}>;

/** The cluster that use cases act on: the one that this process runs, or a fork of a past state. */
export abstract class RunningCluster {
  /** The cluster's name: the first part of the name of every stream. */
  abstract readonly name: string;
  abstract readonly state: ClusterState;
  abstract readonly log: ClusterLog;
  abstract readonly reads: ReadModels;
  abstract readonly commands: ClusterCommands;
  abstract readonly comparisons: Comparisons;
  abstract readonly archives: Archives;
  /** The rule that says which values are masked where data leave the product. */
  abstract readonly redaction: Redaction;
  /** Milliseconds since 1970. */
  abstract readonly now: number;
  /** The time that a read waits for the events it must reflect, in milliseconds. */
  abstract readonly catchUpMs: number;
  /** Resolves when a question may be answered, so that questions leave time for commands. */
  abstract takeTurn(): Promise<void>;
  /** A new random UUID. */
  abstract newId(): string;
  /**
   * Carries work out, and all that it makes due, on a copy that goes on from here on its own and is
   * forgotten.
   *
   * @throws the error of the work; an error if that is more than a copy may write
   */
  abstract tryOut<Result>(trial: Trial<Result>): Promise<Result>;
}
