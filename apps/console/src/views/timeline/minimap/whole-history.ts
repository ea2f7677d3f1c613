import { useMemo } from 'react';

import { bucketOf } from '../lanes/build-history.js';
import { instantOf, type Bucket, type Timeline } from '../lanes/history.js';
import { useLanes } from '../questions/lane-questions.js';
import { type Busy } from '../scale/activity.js';

/** All of the history: from its first event to now, with the numbers of events of all lanes. */
export type WholeHistory = Readonly<{ range: Busy; buckets: readonly Bucket[] }>;

/** Asks for all of the history; a timeline without edges asks the same. */
export const useWholeHistory = (isLive: boolean): WholeHistory | undefined => {
  const { data } = useLanes({ edges: {}, isLive, lanes: 'nodes' });
  return useMemo(() => (data === undefined ? undefined : wholeOf(data)), [data]);
};

const wholeOf = ({ from, to, lanes }: Timeline): WholeHistory => {
  const end = to.recordedAt === null ? 0 : instantOf(to.recordedAt);
  const sums = new Map<string, Bucket>();
  for (const bucket of lanes.flatMap((lane) => lane.buckets)) {
    const own = bucketOf(bucket);
    const known = sums.get(bucket.from);
    sums.set(bucket.from, {
      ...own,
      count: own.count + (known?.count ?? 0),
      failures: own.failures + (known?.failures ?? 0),
    });
  }
  return {
    range: { from: from.recordedAt === null ? end : instantOf(from.recordedAt), to: end },
    buckets: [...sums.values()],
  };
};
