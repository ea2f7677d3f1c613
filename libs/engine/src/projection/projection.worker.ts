import { parentPort, workerData } from 'node:worker_threads';

import { streamsOf } from '#domain';
import { reasonOf, type Anchor } from '#event-store';
import { openEsdbEventStore } from '#event-store-esdb';
import { SqliteLogReader } from '#event-store-sqlite';
import { Projection, type LogSource } from '#read-models';

import { FileChecks } from './file-checks.js';
import {
  type ProjectionOrder,
  type ProjectionPlace,
  type ProjectionReport,
} from './projection-messages.js';

/** Brings the file of the read models up with the log, on a thread of its own. */
const { file, log: source, id, cluster, checkEveryMs } = workerData as ProjectionPlace;

const report = (message: ProjectionReport): void => {
  parentPort?.postMessage(message);
};

/**
 * The report of an error. The error itself may hold values that can't be sent to another thread.
 */
const failure = (error: unknown): ProjectionReport => ({
  type: 'failed',
  message: reasonOf(error),
  stack: error instanceof Error ? error.stack : undefined,
});

type Followed = LogSource & Readonly<{ written: () => void; close: () => unknown }>;

/** Opens the log on a server, which announces new events itself. */
const openServer = async (url: string, anchor: Anchor | undefined): Promise<Followed> => {
  const streams = streamsOf(cluster);
  const store = await openEsdbEventStore({ url, streams, clock: () => new Date() });
  if (anchor !== undefined) store.expect(anchor);
  return Object.assign(store, { written: () => undefined });
};

const reportDamage = (damage: string): void => {
  report({ type: 'damaged', damage });
};

const log: Followed =
  source.kind === 'embedded'
    ? new SqliteLogReader(source.file)
    : await openServer(source.url, source.anchor);
const projection = await Projection.open({
  file,
  log,
  id,
  cluster,
  advanced: (advance) => {
    report({ type: 'advanced', advance });
  },
  stopped: (error) => {
    if (error === undefined) report({ type: 'recovered' });
    else report(failure(error));
  },
  damaged: ({ what }) => {
    reportDamage(what);
  },
  renewed: () => {
    report({ type: 'rebuilding' });
  },
});
const entry = new URL('./check.worker.js', import.meta.url);
const checks = new FileChecks(
  { entry, file, everyMs: checkEveryMs },
  {
    damaged: reportDamage,
    failed: (error) => {
      report({ type: 'unchecked', reason: reasonOf(error) });
    },
  },
);

const obey = async (order: ProjectionOrder): Promise<void> => {
  switch (order.type) {
    case 'start':
      projection.start();
      if (projection.isChecked) checks.wait();
      else checks.start();
      return;
    case 'written':
      log.written();
      return;
    case 'flushUpTo':
      projection.flushUpTo(order.position);
      return;
    case 'rebuild':
      await checks.stop();
      await projection.rebuild();
      checks.wait();
      return;
    case 'stop':
      await checks.stop();
      await projection.stop();
      await log.close();
      report({ type: 'stopped' });
      parentPort?.close();
  }
};

parentPort?.on('message', (order: ProjectionOrder) => {
  void obey(order);
});
report({ type: 'opened', damage: projection.damage?.what });
