import { type Position, type Recorded } from '#event-store';

import { type Span } from './positions.js';

/** The events to find. Ids and stream names are as stored; instants are inclusive. */
export type EventFilter = Readonly<{
  stream?: string;
  type?: string;
  node?: string;
  group?: string;
  resource?: string;
  checkpoint?: string;
  /** The id of a key container. */
  container?: string;
  actor?: string;
  operation?: string;
  rule?: string;
  /** A physical key: finds changes of the key and of its subtree, and deletions of its ancestors. */
  key?: string;
  /** Positions, inclusive. */
  from?: Position;
  to?: Position;
}>;

/** The number of events, their order, and the event to continue after. */
export type Page = Readonly<{
  limit: number;
  order: 'oldest' | 'newest';
  /** The position of the last event of the previous page. */
  cursor?: Position;
  /** The approximate most characters of all events; that of an answer if undefined. */
  maxText?: number;
}>;

/** Checks the whole operation id: the index has a shorter digest, which two ids may share. */
export const isOf = ({ metadata }: Recorded, { operation }: EventFilter): boolean =>
  operation === undefined || metadata.operation === operation;

/** The positions that a page may have. */
export const spanOf = ({ from, to }: EventFilter, { order, cursor }: Page): Span => {
  const low = Number(from ?? 0n);
  const high = to === undefined ? Number.MAX_SAFE_INTEGER : Number(to);
  if (cursor === undefined) return { low, high, order };
  return order === 'oldest'
    ? { low: Math.max(low, Number(cursor) + 1), high, order }
    : { low, high: Math.min(high, Number(cursor) - 1), order };
};
