import { parentPort, workerData } from 'node:worker_threads';

import { type ProjectionPlace } from './projection-messages.js';
import { serveProjection } from './serve-projection.js';

const CHECK = new URL('./check.worker.js', import.meta.url);

/** Brings the file of the read models up with the log, on a thread of its own. */
if (parentPort !== null) await serveProjection(workerData as ProjectionPlace, parentPort, CHECK);
