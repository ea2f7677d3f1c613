import { parentPort, workerData } from 'node:worker_threads';

import { type JobOrder } from './job-messages.js';
import { runTask } from './run-task.js';
import { lowerThreadPriority } from './thread-priority.js';

/** Runs one job on a thread of its own, which leaves the processors to the requests. */
lowerThreadPriority();
await runTask(workerData as JobOrder, (report) => parentPort?.postMessage(report));
parentPort?.close();
