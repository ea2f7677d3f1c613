import { parentPort, workerData } from 'node:worker_threads';

import { type JobOrder } from './job-messages.js';
import { runTask } from './run-task.js';

/** Runs one job on a thread of its own. */
await runTask(workerData as JobOrder, (report) => parentPort?.postMessage(report));
parentPort?.close();
