import { randomUUID } from 'node:crypto';
import { MessageChannel, Worker } from 'node:worker_threads';

import { PastForks } from '#engine';

import { carryOutTrial } from '../../apps/api/src/what-if/carry-out-trial.js';
import { type StartTrials, type TrialOrder } from '../../apps/api/src/what-if/trial-messages.js';

/** Tries commands on a thread of its own, as a server does. */
export const trialsOnThread: StartTrials = () =>
  new Worker(new URL('../../dist/apps/api/src/what-if/what-if.worker.js', import.meta.url));

/** Tries commands on the thread of the test, behind the same messages. */
export const trialsBeside: StartTrials = () => {
  const { port1, port2 } = new MessageChannel();
  const forks = new PastForks(randomUUID);
  port2.on('message', (order: TrialOrder) => {
    void carryOutTrial(forks, order).then((report) => {
      port2.postMessage(report);
    });
  });
  return Object.assign(port1, {
    terminate: async (): Promise<void> => {
      port1.close();
      await forks.close();
    },
  });
};
