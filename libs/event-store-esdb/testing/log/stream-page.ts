import { DELETED, type LoggedEvent } from './event.js';
import { type EventLog } from './event-log.js';

/** The number of events that the server reads at once. */
export const PAGE = 32;

export type StreamPage =
  | Readonly<{ kind: 'events'; events: readonly LoggedEvent[]; next: bigint; isEnd: boolean }>
  | Readonly<{ kind: 'no-stream' }>
  | Readonly<{ kind: 'stream-deleted' }>;

export type StreamRead = Readonly<{ stream: string; from: bigint; count: number }>;

/** The next events of a stream from a revision on, as far as its metadata lets them be seen. */
export const readForwards = (log: EventLog, { stream, from, count }: StreamRead): StreamPage =>
  visible(log, stream, (first, last) => {
    const end = from + BigInt(count);
    if (end <= first) return { events: [], next: first, isEnd: false };
    const start = from > first ? from : first;
    const events = within(log, stream, start, end);
    const next = (events.at(-1)?.revision ?? last) + 1n;
    return { events: fresh(log, stream, events), next, isEnd: end > last };
  });

/** The events from a revision back to the first; from the last if the revision is after it. */
export const readBackwards = (log: EventLog, { stream, from, count }: StreamRead): StreamPage =>
  visible(log, stream, (first, last) => {
    const end = from < last ? from : last;
    const start = end - BigInt(count) + 1n;
    const isEnd = start <= first;
    const events = within(log, stream, isEnd ? first : start, end + 1n).reverse();
    return { events: fresh(log, stream, events), next: start - 1n, isEnd };
  });

type Range = Readonly<{ events: readonly LoggedEvent[]; next: bigint; isEnd: boolean }>;

const visible = (
  log: EventLog,
  stream: string,
  read: (first: bigint, last: bigint) => Range,
): StreamPage => {
  const last = log.lastRevision(stream);
  if (last === DELETED) return { kind: 'stream-deleted' };
  const { maxCount, truncateBefore = 0n } = log.metadataOf(stream);
  if (last < 0n || truncateBefore === DELETED) return { kind: 'no-stream' };
  const byCount = maxCount === undefined ? 0n : last - maxCount + 1n;
  return { kind: 'events', ...read(byCount > truncateBefore ? byCount : truncateBefore, last) };
};

const within = (log: EventLog, stream: string, start: bigint, end: bigint): LoggedEvent[] =>
  start >= end ? [] : log.stream(stream).slice(Number(start), Number(end));

const fresh = (log: EventLog, stream: string, events: LoggedEvent[]): LoggedEvent[] => {
  const { maxAge } = log.metadataOf(stream);
  if (maxAge === undefined) return events;
  const oldest = log.now().getTime() - maxAge * 1000;
  return events.filter(({ created }) => created.getTime() >= oldest);
};
