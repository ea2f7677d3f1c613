import { parentPort } from 'node:worker_threads';

import { carryOut } from './carry-out.js';
import { type ComparisonOrder } from './comparing-messages.js';

/** Compares trees of the read model's file, one pair after the other. */
parentPort?.on('message', (order: ComparisonOrder) => {
  parentPort?.postMessage(carryOut(order));
});
