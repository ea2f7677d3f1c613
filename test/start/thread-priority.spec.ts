import { getPriority } from 'node:os';
import { Worker } from 'node:worker_threads';

import { expect, test } from '@jest/globals';

/** The nice value of a thread of this process. */
const SCRIPT = `
  const { readlinkSync } = require('node:fs');
  const { getPriority } = require('node:os');
  const { workerData, parentPort } = require('node:worker_threads');
  const own = () => getPriority(Number(readlinkSync('/proc/thread-self').split('/').at(-1)));
  const before = own();
  import(workerData).then(({ lowerThreadPriority }) => {
    lowerThreadPriority();
    parentPort.postMessage([before, own()]);
  });
`;

const COMPILED = new URL('../../dist/libs/engine/src/jobs/thread-priority.js', import.meta.url);

test('a thread gets a lower priority, and the process keeps its own', async () => {
  const before = getPriority();
  const worker = new Worker(SCRIPT, { eval: true, workerData: COMPILED.href });
  const [was, is] = await new Promise<[number, number]>((resolve, reject) => {
    worker.once('message', resolve).once('error', reject);
  });
  await worker.terminate();
  expect(was).toBe(before);
  if (process.platform === 'linux') expect(is).toBeGreaterThan(was);
  expect(getPriority()).toBe(before);
});
