import { parentPort, workerData } from 'node:worker_threads';

import { SqliteLogReader } from '#event-store-sqlite';
import { Projection } from '#read-models';

import {
  type ProjectionOrder,
  type ProjectionPlace,
  type ProjectionReport,
} from './core/projection-messages.js';

/** Brings the file of the read models up with the log, on a thread of its own. */
const { file, log: logFile, cluster } = workerData as ProjectionPlace;

const report = (message: ProjectionReport): void => {
  parentPort?.postMessage(message);
};

const log = new SqliteLogReader(logFile);
const projection = await Projection.open({
  file,
  log,
  cluster,
  advanced: (advance) => {
    report({ type: 'advanced', advance });
  },
});

const obey = async (order: ProjectionOrder): Promise<void> => {
  switch (order.type) {
    case 'start':
      projection.start();
      return;
    case 'written':
      log.written();
      return;
    case 'hurry':
      projection.hurry(order.position);
      return;
    case 'rebuild':
      await projection.rebuild();
      report({ type: 'rebuilding' });
      return;
    case 'stop':
      await projection.stop();
      log.close();
      report({ type: 'stopped' });
      parentPort?.close();
  }
};

parentPort?.on('message', (order: ProjectionOrder) => {
  void obey(order);
});
report({ type: 'opened' });
