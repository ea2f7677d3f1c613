import { type Engine } from './engine.js';

/**
 * Has the metrics ask an engine how far it is. All are caught up now: what comes from here on is
 * counted.
 *
 * @param count how many events are folded
 */
export const watch = (
  { parts: { metrics }, reads, fold, mandate, freshness }: Engine,
  count: () => number,
): void => {
  const [folded, taken, appended] = [count(), reads.count, metrics.appended];
  const since = (): number => metrics.appended - appended;
  const common = {
    parked: () => reads.parked.list().length,
    foldStopped: () => fold.stopped !== undefined,
    readModelStopped: () => reads.stopped !== undefined,
  };
  if (mandate.lease === undefined)
    metrics.watch({
      foldLag: () => since() - (count() - folded),
      readModelLag: () => since() - (reads.count - taken),
      ...common,
    });
  else
    metrics.watch({
      readModelLag: () => Math.max(0, count() - folded - (reads.count - taken)),
      ...common,
      shared: { age: () => freshness.age, isHeld: () => mandate.isHeld },
    });
};
