import { toPosition, type Position } from '#event-store';
import { FutureMoment, type ReadModels } from '#read-models';

import { isInstant, parseMoment } from '../reading/instant.js';
import { type AsOf, type Moment } from '../reading/moment.js';
import { earliest, rangeOf, type Range, type TypedRange } from '../reading/range.js';
import { type RunningCluster } from '../running-cluster.js';

/** A part of the log, and the time that it took. */
export type TimelineWindow = Readonly<{
  /** The first position and the last one. */
  low: Position;
  high: Position;
  /** Milliseconds since 1970, both inclusive; undefined in a log without events. */
  begin: number | undefined;
  end: number | undefined;
  /** True if it ends with the log, at the present time. */
  isUpToNow: boolean;
}>;

type Asked = TypedRange & Readonly<{ moment: Moment; asOf: AsOf }>;

/**
 * The window between two moments; the whole history up to the moment of the question without them.
 * A position has the first instant that stands for it, so that windows of positions and of instants
 * agree where a clock was set back.
 *
 * @throws RequestRefusal for a text that is no moment, and for a window that ends before it begins
 * @throws FutureMoment for an edge that the log has not reached
 * @throws NoSuchTag
 */
export const windowOf = (
  cluster: RunningCluster,
  { moment, asOf, from, to }: Asked,
): TimelineWindow => {
  const range = rangeOf(cluster, { from, to }, asOf.tags);
  const { reads } = cluster;
  refuseFuture(reads.position, { from, to }, range);
  const [low, high] = [range.from ?? toPosition(0n), earliest(range.to, moment.position)];
  const isUpToNow = asOf.at === undefined && isPresent(to, high === reads.position);
  const end = timeIn(to ?? asOf.at, 0) ?? endOf(cluster, high, isUpToNow);
  return { low, high, begin: beginOf(cluster, from, { low, end }), end, isUpToNow };
};

/** The time of the begin, which is not after the end. */
const beginOf = (
  { reads: { events } }: RunningCluster,
  from: string | undefined,
  { low, end }: Readonly<{ low: Position; end: number | undefined }>,
): number | undefined => {
  if (end === undefined) return undefined;
  return Math.min(end, timeIn(from, 1) ?? events.reachedAt(low) ?? end);
};

/** The time of the last event up to a position, or the present time. */
const endOf = (
  { reads: { events }, now }: RunningCluster,
  high: Position,
  isUpToNow: boolean,
): number | undefined => {
  const last = events.before(toPosition(high + 1n));
  const reached = last === 0n ? undefined : events.reachedAt(last);
  return isUpToNow ? Math.max(now, reached ?? now) : reached;
};

const refuseFuture = (head: Position, typed: TypedRange, range: Range): void => {
  const { since, until } = range;
  if (since !== undefined) throw new FutureMoment(new Date(since), head, '/from');
  if (until !== undefined) throw new FutureMoment(new Date(until), head, '/to');
  // An instant after the last event stands for the position after it.
  for (const end of ['from', 'to'] as const)
    if ((range[end] ?? head) > head && timeIn(typed[end], 0) === undefined)
      throw new FutureMoment(range[end] ?? head, head, `/${end}`);
};

/** True for an end that moves with the log: none, or the last event by its position. */
const isPresent = (to: string | undefined, isHead: boolean): boolean =>
  to === undefined || (isHead && !isInstant(parseMoment(to, '/to')));

/** The milliseconds of an instant; undefined for another moment. @param up 1 to round up */
const timeIn = (text: string | undefined, up: 0 | 1): number | undefined => {
  const moment = text === undefined ? undefined : parseMoment(text, '');
  if (moment === undefined || !isInstant(moment)) return undefined;
  return moment.rest > 0 ? moment.ms + up : moment.ms;
};

/** The begins of buckets and the end of the last one, and the last position before each. */
export type Buckets = Readonly<{ instants: readonly number[]; edges: readonly number[] }>;

/**
 * Divides a window into buckets of equal time, of whole milliseconds. A bucket has the events that
 * a list between its begin and its end has.
 */
export const bucketsIn = (
  { events }: ReadModels,
  { low, high, begin = 0, end = 0 }: TimelineWindow,
  buckets: number,
): Buckets => {
  const width = end + 1 - begin;
  const count = Math.min(buckets, width);
  const instants = Array.from({ length: count + 1 }, (_, index) =>
    index === count ? end + 1 : begin + Math.floor((index * width) / count),
  );
  const [first, last] = [Math.min(Number(low) - 1, Number(high)), Number(high)];
  const edges = instants.map((instant, index) => {
    if (index === 0) return first;
    if (index === count) return last;
    const before = Number(events.upTo(new Date(instant - 1)));
    return Math.min(last, Math.max(first, before));
  });
  return { instants, edges };
};
