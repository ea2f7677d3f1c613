import { type LoggedEvent } from './event.js';
import { type EventLog, type LogRecord } from './event-log.js';

/**
 * A place in the log for a client. The two numbers of an event are the same; those of a page may
 * differ.
 */
export type Position = Readonly<{ commit: bigint; prepare: bigint }>;

export type Filter = (event: LoggedEvent) => boolean;

export type AllRead = Readonly<{
  from: Position;
  count: number;
  /** The number of events that a page examines, matching or not. */
  window: number;
  isAllowed: Filter;
}>;

export type AllPage = Readonly<{
  events: readonly LoggedEvent[];
  next: Position;
  considered: number;
  isEnd: boolean;
}>;

/** A position at which no record begins. A real server reads rubbish there. */
export class NoSuchPosition extends Error {}

export const EVERYTHING: Filter = () => true;

/** The events at a position and after it, until the page is full. */
export const readAllForwards = (log: EventLog, read: AllRead): AllPage => {
  const { from } = read;
  const start = firstAt(log.records, from.commit);
  const isInside = start < log.records.length;
  if (isInside && !isBoundary(log, start, from.commit)) throw new NoSuchPosition();
  return fill(read, { next: from, start, step: 1 }, log);
};

/** The events before a position, newest first, until the page is full. */
export const readAllBackwards = (log: EventLog, read: AllRead): AllPage => {
  const { from } = read;
  const start = firstAt(log.records, from.commit);
  if (!isBoundary(log, start, from.commit)) throw new NoSuchPosition();
  return fill(read, { next: from, start: start - 1, step: -1 }, log);
};

type Walk = Readonly<{ next: Position; start: number; step: 1 | -1 }>;

const fill = (read: AllRead, { next, start, step }: Walk, log: EventLog): AllPage => {
  const events: LoggedEvent[] = [];
  let page: AllPage = { events, next, considered: 0, isEnd: false };
  for (let index = start; !isFull(page, read); index += step) {
    const record = log.records[index];
    if (record === undefined) return { ...page, isEnd: true };
    if (record.event === undefined) continue;
    if (read.isAllowed(record.event)) events.push(record.event);
    page = { ...page, next: behind(log, index, step), considered: page.considered + 1 };
  }
  return page;
};

const isFull = ({ events, considered }: AllPage, { count, window }: AllRead): boolean =>
  events.length >= count || considered >= window;

/** The place of the next page: forwards the next record, backwards this record. */
const behind = (log: EventLog, index: number, step: 1 | -1): Position =>
  step === 1
    ? { commit: log.records[index + 1]?.position ?? log.end, prepare: 0n }
    : { commit: log.records[index]?.position ?? 0n, prepare: log.records[index]?.position ?? 0n };

/** The index of the first record at an offset or after it. */
const firstAt = (records: readonly LogRecord[], offset: bigint): number => {
  let low = 0;
  let high = records.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((records[middle]?.position ?? offset) < offset) low = middle + 1;
    else high = middle;
  }
  return low;
};

const isBoundary = (log: EventLog, index: number, offset: bigint): boolean =>
  offset === 0n || offset === (log.records[index]?.position ?? log.end);
