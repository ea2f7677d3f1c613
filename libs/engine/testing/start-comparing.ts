import { MessageChannel, Worker } from 'node:worker_threads';

import { carryOut } from '../src/comparing/carry-out.js';
import {
  type ComparisonOrder,
  type ComparisonReport,
  type StartComparing,
} from '../src/comparing/comparing-messages.js';

/** Compares on a thread of its own, as a server does. */
export const comparingOnThread: StartComparing = () =>
  new Worker(
    new URL('../../../dist/libs/engine/src/comparing/comparing.worker.js', import.meta.url),
  );

/** Compares on the thread of the test, behind the same messages. */
export const comparingBeside = (
  answer: (order: ComparisonOrder) => ComparisonReport | undefined = carryOut,
): ReturnType<StartComparing> => {
  const { port1, port2 } = new MessageChannel();
  port2.on('message', (order: ComparisonOrder) => {
    const report = answer(order);
    if (report !== undefined) port2.postMessage(report);
  });
  return Object.assign(port1, {
    terminate: (): Promise<void> => {
      port1.close();
      return Promise.resolve();
    },
  });
};
