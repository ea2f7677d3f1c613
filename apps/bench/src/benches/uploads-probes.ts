import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

/** The node that probes write to; no upload is for it. */
export const PROBED = 'probed';

/** The longest probe of each kind, in milliseconds. */
export type Longest = Readonly<Record<string, number>>;

const PROBES = new URL('./uploads-probes.worker.js', import.meta.url);

/**
 * Probes a server during some work. The probes have a thread of their own: a client that sends much
 * would otherwise measure how long it is busy itself.
 */
export const probedDuring = async (url: string, work: () => Promise<unknown>): Promise<Longest> => {
  const worker = new Worker(PROBES, { workerData: url });
  const failed = once(worker, 'error').then(([error]) => Promise.reject(error as Error));
  const told = once(worker, 'message') as Promise<[Longest]>;
  await Promise.race([work(), failed]);
  worker.postMessage('over');
  const [longest] = await Promise.race([told, failed]);
  await worker.terminate();
  return longest;
};
