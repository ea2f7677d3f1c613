import { type ClusterState } from '#domain';
import { type Fold } from '#event-store';
import { type ReadModels } from '#read-models';

import { type EngineMetrics } from '../engine-metrics.js';
import { type Staleness } from '../state/staleness.js';
import { type Leadership } from '../leadership.js';

/** What the metrics ask. */
type Watched = Readonly<{
  metrics: EngineMetrics;
  clusterState: ClusterState;
  reads: ReadModels;
  fold: Fold;
  leadership: Leadership;
  staleness: Staleness;
}>;

/**
 * Has the metrics ask an engine how far it is. All are caught up now: what comes from here on is
 * counted.
 *
 * @param count how many events are folded
 */
export const watch = (
  { metrics, clusterState, reads, fold, leadership, staleness }: Watched,
  count: () => number,
): void => {
  const [folded, taken, appended] = [count(), reads.count, metrics.appended];
  const since = (): number => metrics.appended - appended;
  const common = {
    unrestored: () => clusterState.unrestored.count,
    parked: () => reads.parked.count,
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
