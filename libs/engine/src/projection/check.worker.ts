import { parentPort, workerData } from 'node:worker_threads';

import { findDamage } from '#read-models';

import { type CheckOrder, type CheckReport } from './projection-messages.js';

/** Reads the whole file of the read models once, on a thread of its own. */
const { file, isStopping } = workerData as CheckOrder;

const damage = findDamage(file, { goesOn: () => Atomics.load(isStopping, 0) === 0 });
const report: CheckReport = { damage: damage?.what };
parentPort?.postMessage(report);
