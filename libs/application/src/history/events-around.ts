import { toPosition, type Position, type Recorded } from '#event-store';
import { type EventFilter } from '#read-models';

import { parsePosition } from '../reading/position.js';
import { type RunningCluster } from '../running-cluster.js';

/** The part of a list that lies between two places of it, and the places where it goes on. */
export type Stretch = Readonly<{
  items: readonly Recorded[];
  /** The place before which earlier items follow; undefined at the beginning of the list. */
  prev: string | undefined;
  /** The place after which later items follow; undefined at the end of the list. */
  next: string | undefined;
}>;

/** A filtered list of events. */
export type EventList = Readonly<{
  events: Pick<RunningCluster['reads']['events'], 'page'>;
  filter: EventFilter;
  limit: number;
  order: 'oldest' | 'newest';
}>;

/** The events on one side of a position. */
type Half = ReturnType<EventList['events']['page']>;

/** A place in a list: its pages go on after a position, or end before it. */
export type ListPlace = Readonly<{ position: Position; isBackwards: boolean }>;

const BACKWARDS = '-';

/** The place of a cursor. @throws RequestRefusal for any other text */
export const parsePlace = (text: string): ListPlace => {
  const isBackwards = text.startsWith(BACKWARDS);
  return { position: parsePosition(isBackwards ? text.slice(1) : text, '/cursor'), isBackwards };
};

/**
 * The events on both sides of a position: half of the page comes before it in time. The other half
 * begins with the position itself. Each half leaves its room to the other one at an end of the list.
 */
export const eventsAround = (list: EventList, position: Position): Stretch => {
  const { limit } = list;
  const first = pageBefore(list, position, Math.floor(limit / 2));
  const later = pageAfter(list, toPosition(position - 1n), limit - first.items.length);
  const isShort = later.isLast && !first.isLast;
  const earlier = isShort ? pageBefore(list, position, limit - later.items.length) : first;
  return toStretch(list, earlier, later);
};

/** The first page of the list. */
export const firstEvents = (list: EventList): Stretch => {
  const { events, filter, limit, order } = list;
  const { items, isLast } = events.page(filter, { limit, order });
  const last = isLast ? undefined : items.at(-1);
  return { items, next: last && placeOf(last), prev: undefined };
};

/** The page after a place of the list, or before it. */
export const eventsBeside = (list: EventList, { position, isBackwards }: ListPlace): Stretch => {
  const none: Half = { items: [], isLast: false };
  return isBackwards === (list.order === 'newest')
    ? toStretch(list, none, pageAfter(list, position, list.limit))
    : toStretch(list, pageBefore(list, position, list.limit), none);
};

/** The events after a position, the oldest first. */
const pageAfter = ({ events, filter }: EventList, cursor: Position, limit: number): Half =>
  events.page(filter, { limit, order: 'oldest', cursor });

/** The events before a position, the newest first. */
const pageBefore = ({ events, filter }: EventList, cursor: Position, limit: number): Half =>
  events.page(filter, { limit, order: 'newest', cursor });

/** @param earlier newest first @param later oldest first */
const toStretch = ({ order }: EventList, earlier: Half, later: Half): Stretch => {
  const items = [...earlier.items.toReversed(), ...later.items];
  const [before, after] = order === 'newest' ? [later, earlier] : [earlier, later];
  if (order === 'newest') items.reverse();
  const first = before.isLast ? undefined : items[0];
  const last = after.isLast ? undefined : items.at(-1);
  return { items, prev: first && `${BACKWARDS}${placeOf(first)}`, next: last && placeOf(last) };
};

const placeOf = ({ position }: Recorded): string => String(position);
