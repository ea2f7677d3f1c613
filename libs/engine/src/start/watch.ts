import { type ClusterState } from '#domain';
import { type Fold } from '#event-store';
import { backupAlarm } from '#processes';
import { type ReadModels } from '#read-models';

import { type EngineMetrics } from '../engine-metrics.js';
import { type Staleness } from '../state/staleness.js';
import { type Leadership } from '../leadership.js';

/** The parts of the engine that the metrics ask; `count` is the number of folded events. */
type Watched = Readonly<{
  clusterState: ClusterState;
  reads: ReadModels;
  fold: Fold;
  leadership: Leadership;
  count: number;
}>;

/** The engine; `now` is in milliseconds since 1970. */
type Host = Readonly<{
  parts: Readonly<{ metrics: EngineMetrics }>;
  staleness: Staleness;
  now: number;
}>;

/** Connects the metrics to an engine that has caught up; later events are counted. */
export const watch = (watched: Watched, host: Host): void => {
  const { clusterState, reads, fold, leadership } = watched;
  const { parts, staleness } = host;
  const { metrics } = parts;
  const count = (): number => watched.count;
  const [folded, taken, appended] = [count(), reads.count, metrics.appended];
  const since = (): number => metrics.appended - appended;
  const common = {
    unrestored: () => clusterState.unrestored.count,
    parked: () => reads.parked.count,
    isBackupOverdue: () => backupAlarm(clusterState, host.now) !== undefined,
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
