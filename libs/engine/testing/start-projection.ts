import { MessageChannel, Worker } from 'node:worker_threads';

import { type StartProjection } from '../src/projection/projection-messages.js';
import { serveProjection } from '../src/projection/serve-projection.js';

/** The compiled modules: a thread can't run TypeScript. */
const compiled = (name: string): URL =>
  new URL(`../../../dist/libs/engine/src/projection/${name}`, import.meta.url);

/** Starts the projection on a thread of its own, as a server does. A thread takes half a second. */
export const projectionOnThread: StartProjection = (workerData) =>
  new Worker(compiled('projection.worker.js'), { workerData });

/** Starts the projection on the thread of the test, behind the same messages. */
export const projectionBeside: StartProjection = (place) => {
  const { port1, port2 } = new MessageChannel();
  serveProjection(place, port2, compiled('check.worker.js')).catch((error: unknown) => {
    port1.emit('error', error);
  });
  return Object.assign(port1, {
    terminate: (): Promise<void> => {
      port1.close();
      return Promise.resolve();
    },
  });
};
