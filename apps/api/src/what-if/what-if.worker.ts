import 'reflect-metadata';

import { randomUUID } from 'node:crypto';
import { parentPort } from 'node:worker_threads';

import { PastForks } from '#engine';

import { carryOutTrial } from './carry-out-trial.js';
import { type TrialOrder } from './trial-messages.js';

const forks = new PastForks(randomUUID);

/** Tries commands at past moments, one order after the other. */
parentPort?.on('message', (order: TrialOrder) => {
  void carryOutTrial(forks, order).then((report) => {
    parentPort?.postMessage(report);
  });
});
