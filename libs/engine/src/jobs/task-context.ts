import { type Position } from '#event-store';

import { type LogPlace } from '../log/log-place.js';

/** Where a fault is. Only the fields that help to find it are there. */
export type FaultPlace = Readonly<{
  file?: string;
  position?: string;
  event?: string;
  stream?: string;
  /** In words, where the other fields do not say it. */
  thing?: string;
}>;

/** A place whose content is not as it should be. */
export type Fault = Readonly<{
  what: 'log' | 'capture' | 'snapshot' | 'read-model' | 'key-material' | 'archive' | 'manifest';
  where: FaultPlace;
  expected: string;
  found: string;
}>;

/** The files and the log of a cluster, for a thread that opens them itself. */
export type ClusterPlace = Readonly<{
  data: string;
  cluster: string;
  masterKeyFile: string;
  log: LogPlace;
  /** The id of the log. */
  id: string;
  /** The position of the last event when the job began; undefined for an empty log. */
  head: Position | undefined;
}>;

/** The files that tasks make in the data folder begin so, and are removed at the next start. */
export const JOB_FILES = 'job-';

/** The parts that a task gets from the thread that runs it. */
export type TaskContext = Readonly<{
  /** The id of the job, for the names of its files. */
  id: string;
  place: ClusterPlace;
  /** Says how many parts of the work are done. */
  progress: (done: number, of: number) => void;
  fault: (fault: Fault) => void;
  /**
   * Call this often. Resolves at once, or after other work of the thread had its turn.
   *
   * @throws JobCancelled when the job should stop
   */
  pause: () => Promise<void> | undefined;
  /**
   * The same within work that can't wait.
   *
   * @throws JobCancelled
   */
  requireWanted: () => void;
}>;

/** The job was cancelled. */
export class JobCancelled extends Error {
  override readonly name = 'JobCancelled';

  constructor() {
    super('the job was cancelled');
  }
}
