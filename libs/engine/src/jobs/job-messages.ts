import { type ClusterPlace, type Fault } from './task-context.js';
import { type TaskName, type TaskInputs } from './tasks.js';

/** The start parameters of the thread of a job. */
export type JobOrder<Name extends TaskName = TaskName> = Readonly<{
  id: string;
  task: Name;
  input: TaskInputs[Name];
  place: ClusterPlace;
  /** Not 0 when the job should stop. */
  isCancelled: Int32Array;
}>;

/** A message from the thread of a job. */
export type JobReport =
  | Readonly<{ type: 'progress'; done: number; of: number }>
  | Readonly<{ type: 'fault'; fault: Fault }>
  /** The job has ended, with a result; `error` is undefined without an error. */
  | Readonly<{ type: 'ended'; error: string | undefined; code?: string; result?: unknown }>;

/** The thread of a job, as seen from the thread that has started it. */
export type JobThread = Readonly<{
  on: (event: 'message' | 'error' | 'exit', listener: (value: unknown) => void) => unknown;
  terminate: () => Promise<unknown>;
}>;

/** Starts a job on a thread of its own. */
export type StartJob = (order: JobOrder) => JobThread;
