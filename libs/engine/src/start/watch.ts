import { type ClusterState } from '#domain';
import { type Fold } from '#event-store';
import { backupAlarm } from '#processes';
import { type ReadModels } from '#read-models';

import { type EngineMetrics } from '../engine-metrics.js';
import { type Staleness } from '../state/staleness.js';
import { type Leadership } from '../leadership.js';

/** The parts of the engine that the metrics ask. */
type Watched = Readonly<{
  metrics: EngineMetrics;
  clusterState: ClusterState;
  reads: ReadModels;
  fold: Fold;
  leadership: Leadership;
  staleness: Staleness;
  /** Milliseconds since 1970. */
  now: () => number;
}>;

/**
 * Connects the metrics to an engine that has caught up; later events are counted.
 *
 * @param count returns the number of folded events
 */
export const watch = (
  { metrics, clusterState, reads, fold, leadership, staleness, now }: Watched,
  count: () => number,
): void => {
  const [folded, taken, appended] = [count(), reads.count, metrics.appended];
  const since = (): number => metrics.appended - appended;
  const common = {
    unrestored: () => clusterState.unrestored.count,
    parked: () => reads.parked.count,
    isBackupOverdue: () => backupAlarm(clusterState, now()) !== undefined,
    lastArchiveAt: () => clusterState.backupRuns.lastArchiveAt,
    foldStopped: () => fold.stopped !== undefined,
    readModelStopped: () => reads.stopped !== undefined,
  };
  if (leadership.lease === undefined)
    metrics.watch({
      foldLag: () => since() - (count() - folded),
      readModelLag: () => since() - (reads.count - taken),
      ...common,
    });
  else
    metrics.watch({
      readModelLag: () => Math.max(0, count() - folded - (reads.count - taken)),
      ...common,
      shared: { age: () => staleness.age, isHeld: () => leadership.isHeld },
    });
};
