import { MessageChannel, Worker } from 'node:worker_threads';

import { type StartJob } from '../src/jobs/job-messages.js';
import { runTask } from '../src/jobs/run-task.js';

/** Starts a job on a thread of its own, as a server does. */
export const jobOnThread: StartJob = (workerData) =>
  new Worker(new URL('../../../dist/libs/engine/src/jobs/job.worker.js', import.meta.url), {
    workerData,
  });

/** Runs a job on the thread of the test, behind the same messages. */
export const jobBeside: StartJob = (order) => {
  const { port1, port2 } = new MessageChannel();
  setImmediate(() => {
    void runTask(order, (report) => {
      port2.postMessage(report);
    });
  });
  return Object.assign(port1, {
    terminate: (): Promise<void> => {
      port1.close();
      return Promise.resolve();
    },
  });
};

/** Begins jobs that do nothing until they are cancelled. */
export const heldJob: StartJob = ({ isCancelled }) => {
  const { port1, port2 } = new MessageChannel();
  const timer = setInterval(() => {
    if (Atomics.load(isCancelled, 0) === 0) return;
    port2.postMessage({ type: 'ended', error: 'the job was cancelled' });
    clearInterval(timer);
  }, 5);
  return Object.assign(port1, {
    terminate: (): Promise<void> => {
      port1.close();
      return Promise.resolve();
    },
  });
};
