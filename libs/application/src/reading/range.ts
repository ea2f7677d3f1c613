import { toPosition, type Position } from '#event-store';

import { malformed } from '../refusals.js';
import { type RunningCluster } from '../running-cluster.js';
import { isInstant, isLater, isTypedTag, parseMoment, type Instant } from './instant.js';
import { isFuture } from './moment.js';
import { ResolvedTags } from './tags.js';

/** The ends of a range as a request gives them: positions, instants or tags. */
export type TypedRange = Readonly<{ from?: string | undefined; to?: string | undefined }>;

/** A range of positions, both ends inclusive. */
export type Range = Readonly<{
  from: Position | undefined;
  to: Position | undefined;
  /** The ends, in milliseconds since 1970, that are instants yet to come. */
  since: number | undefined;
  until: number | undefined;
}>;

/**
 * The positions between two moments. An instant at the end of a range includes the events up to the
 * last one recorded not later; at the beginning, it leaves out the events up to the last one
 * recorded earlier.
 *
 * @param tags the tags that the question has named so far
 * @throws RequestRefusal for a text that is no moment, and for a range that ends before it begins
 * @throws NoSuchTag
 */
export const rangeOf = (
  cluster: RunningCluster,
  typed: TypedRange,
  tags = new ResolvedTags(),
): Range => {
  const endIn = (pointer: '/from' | '/to', text: string | undefined): End | undefined => {
    if (text === undefined) return undefined;
    const moment = parseMoment(text, pointer);
    return isTypedTag(moment) ? tags.positionOf(cluster, moment.tag, pointer) : moment;
  };
  const from = endIn('/from', typed.from);
  const to = endIn('/to', typed.to);
  const range = { ...beginOf(cluster, from), ...endOf(cluster, to) };
  if (from !== undefined && to !== undefined && isAfter(from, to, range))
    throw malformed('/from', `"${typed.from ?? ''}" is after "${typed.to ?? ''}"`);
  return range;
};

/** The end of a list that is asked for at a moment: nothing later than the moment is in it. */
export const earliest = (to: Position | undefined, at: Position): Position =>
  to !== undefined && to < at ? to : at;

type End = Position | Instant;

const beginOf = (cluster: RunningCluster, from: End | undefined): Pick<Range, 'from' | 'since'> => {
  if (from === undefined || !isInstant(from)) return { from, since: undefined };
  const before = from.rest > 0 ? from.ms : from.ms - 1;
  return {
    from: toPosition(cluster.reads.events.upTo(new Date(before)) + 1n),
    since: isFuture(cluster, from) ? before + 1 : undefined,
  };
};

const endOf = (cluster: RunningCluster, to: End | undefined): Pick<Range, 'to' | 'until'> => {
  if (to === undefined || !isInstant(to)) return { to, until: undefined };
  return isFuture(cluster, to)
    ? { to: undefined, until: to.ms }
    : { to: cluster.reads.events.upTo(new Date(to.ms)), until: undefined };
};

/** Instants are compared as instants: no event need lie between two of them. */
const isAfter = (from: End, to: End, range: Range): boolean => {
  if (isInstant(from) && isInstant(to)) return isLater(from, to);
  return range.from !== undefined && range.to !== undefined && range.from > range.to;
};
