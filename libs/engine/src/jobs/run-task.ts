import { setImmediate as turn } from 'node:timers/promises';

import { reasonOf } from '#event-store';

import { type JobOrder, type JobReport } from './job-messages.js';
import { JobCancelled, type TaskContext } from './task-context.js';
import { TASKS } from './tasks.js';

/** The time after which a task lets other work of its thread run. */
const SLICE_MS = 5;

/** Runs the task of a job to its end, which it reports. */
export const runTask = async (
  order: JobOrder,
  report: (message: JobReport) => void,
): Promise<void> => {
  try {
    const task = TASKS[order.task] as (context: TaskContext, input: unknown) => Promise<unknown>;
    const result = await task(contextOf(order, report), order.input);
    report({ type: 'ended', error: undefined, result });
  } catch (error) {
    const code = codeOf(error);
    report({ type: 'ended', error: reasonOf(error), ...(code !== undefined && { code }) });
  }
};

const contextOf = (
  { id, place, isCancelled }: JobOrder,
  report: (message: JobReport) => void,
): TaskContext => {
  const requireWanted = (): void => {
    if (Atomics.load(isCancelled, 0) !== 0) throw new JobCancelled();
  };
  let since = performance.now();
  let told: number | undefined;
  return {
    id,
    place,
    progress: (done, of) => {
      if (done === told) return;
      told = done;
      report({ type: 'progress', done, of });
    },
    fault: (fault) => {
      report({ type: 'fault', fault });
    },
    requireWanted,
    pause: () => {
      requireWanted();
      if (performance.now() - since < SLICE_MS) return undefined;
      return turn().then(() => {
        since = performance.now();
      });
    },
  };
};

/** The code of an error of the file system, or the name of another one. */
const codeOf = (error: unknown): string | undefined => {
  const { code, name } = (error ?? {}) as Readonly<{ code?: unknown; name?: unknown }>;
  return [code, name].find((text) => typeof text === 'string');
};
