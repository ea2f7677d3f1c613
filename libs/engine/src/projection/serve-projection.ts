import { reasonOf } from '#event-store';
import { Projection } from '#read-models';

import { openLogAt, type FollowedLog } from '../log/log-place.js';
import { FileChecks } from './file-checks.js';
import {
  type ProjectionOrder,
  type ProjectionPlace,
  type ProjectionReport,
} from './projection-messages.js';

/** The end of a channel at which the orders arrive. */
export type ProjectionPort = Readonly<{
  on: (event: 'message', take: (order: ProjectionOrder) => void) => unknown;
  postMessage: (report: ProjectionReport) => void;
  close: () => void;
}>;

type Report = ProjectionPort['postMessage'];

/**
 * Brings the file of the read models up with the log, as the orders say, until the order to stop.
 *
 * @param check the module that checks the whole file
 */
export const serveProjection = async (
  place: ProjectionPlace,
  port: ProjectionPort,
  check: URL,
): Promise<void> => {
  const report: Report = (message) => {
    port.postMessage(message);
  };
  const log = await openLogAt(place.log, place.cluster);
  const projection = await openProjection(place, log, report);
  const checks = checksOf(place, check, report);
  port.on('message', (order) => {
    void obey({ log, projection, checks, port }, order);
  });
  report({ type: 'opened', damage: projection.damage?.what });
};

type Served = Readonly<{
  log: FollowedLog;
  projection: Projection;
  checks: FileChecks;
  port: ProjectionPort;
}>;

const obey = async (served: Served, order: ProjectionOrder): Promise<void> => {
  const { log, projection, checks } = served;
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
      await stop(served);
  }
};

const stop = async ({ log, projection, checks, port }: Served): Promise<void> => {
  await checks.stop();
  await projection.stop();
  await log.close();
  port.postMessage({ type: 'stopped' });
  port.close();
};

const openProjection = (
  { file, id, cluster }: ProjectionPlace,
  log: FollowedLog,
  report: Report,
): Promise<Projection> =>
  Projection.open({
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
      report({ type: 'damaged', damage: what });
    },
    renewed: () => {
      report({ type: 'rebuilding' });
    },
  });

const checksOf = (
  { file, checkEveryMs }: ProjectionPlace,
  entry: URL,
  report: Report,
): FileChecks =>
  new FileChecks(
    { entry, file, everyMs: checkEveryMs },
    {
      damaged: (damage) => {
        report({ type: 'damaged', damage });
      },
      failed: (error) => {
        report({ type: 'unchecked', reason: reasonOf(error) });
      },
    },
  );

/**
 * The report of an error. The error itself may hold values that can't be sent to another thread.
 */
const failure = (error: unknown): ProjectionReport => ({
  type: 'failed',
  message: reasonOf(error),
  stack: error instanceof Error ? error.stack : undefined,
});
