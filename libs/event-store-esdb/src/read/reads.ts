import { StreamDeletedError } from '@eventstore/db-client';

import { Pauses, RETRY, type LogRange, type StreamRange } from '#event-store';

import { type Connection } from '../connection/connection.js';
import { type Erased } from '../erased.js';
import { isPassing, translated } from '../connection/failures.js';
import { type LogPlace, type ReadRequest } from './protocol.js';
import { wholeServerRequest, logRequest, streamRequest, type From } from './read-request.js';
import { received, type Received } from './records.js';
import { responses } from './responses.js';

/** More events than any stream or log has. */
const NO_LIMIT = Number.MAX_SAFE_INTEGER - 1;

export type ReadsOptions = Readonly<{
  connection: Connection;
  erased: Erased;
  prefixes: readonly string[];
  /** The time in which a read without any answer is tried again, in milliseconds. */
  patienceMs: number;
  /**
   * The silence after which the server is asked again, in milliseconds; much longer if it has to
   * search.
   */
  silenceMs: number;
  now: () => number;
}>;

/** A request with a limit on the number of events. */
type Question = Readonly<{
  request: ReadRequest;
  count: number;
  silenceMs: number;
  /** True for a request that also returns the server's own events and erased ones. */
  isOfAll?: true;
}>;

/** Makes the next request from the last event read; undefined when everything was read. */
type Next = (last: Received | undefined) => Promise<Question | undefined>;

/**
 * The events to read after a request that was too small. The server counts erased events, which the
 * caller does not get.
 */
const PAGE = 256;
const pageFor = (limit: number, last: unknown): number =>
  last === undefined ? limit : Math.max(limit, PAGE);

/**
 * The factor of the silence while the server searches: it passes over two million foreign events in
 * a few seconds without a message.
 */
const SEARCH_SILENCE_FACTOR = 15;

/** Reads with an end. A read that breaks off goes on from its last event. */
export class Reads {
  constructor(private readonly options: ReadsOptions) {}

  async *stream(
    stream: string,
    { from = 0n, to, direction = 'forwards', limit = NO_LIMIT }: StreamRange,
  ): AsyncIterable<Received> {
    const isForwards = direction === 'forwards';
    const first = isForwards ? from : (to ?? 'end');
    const step = isForwards ? 1n : -1n;
    const next: Next = async (last) => {
      const start = last === undefined ? first : last.revision + step;
      if (limit <= 0 || (start !== 'end' && start < 0n)) return undefined;
      const count = pageFor(limit, last);
      const request = streamRequest(stream, start, { direction, count });
      return { request, count, silenceMs: this.options.silenceMs };
    };
    const isBeyond = ({ revision }: Received): boolean =>
      isForwards ? to !== undefined && revision > to : revision < from;
    yield* limited(this.all(next), { isBeyond, limit });
  }

  async *log({
    after,
    to,
    direction = 'forwards',
    limit = NO_LIMIT,
  }: LogRange): AsyncIterable<Received> {
    const { prefixes, silenceMs } = this.options;
    const isForwards = direction === 'forwards';
    const first = async (): Promise<From<LogPlace>> => {
      if (isForwards) return after === undefined ? 'start' : placeOf(after);
      return to === undefined ? 'end' : this.behind(to);
    };
    const next: Next = async (last) => {
      if (limit <= 0) return undefined;
      const from = last?.place ?? (await first());
      // A forward read includes the event at the place.
      const count = pageFor(limit, last) + (isForwards ? 1 : 0);
      const request = logRequest(prefixes, from, { direction, count });
      return { request, count, silenceMs: SEARCH_SILENCE_FACTOR * silenceMs };
    };
    const isBeyond = ({ place }: Received): boolean =>
      isForwards
        ? to !== undefined && place.commit > to
        : after !== undefined && place.commit <= after;
    const isBefore = ({ place }: Received): boolean =>
      isForwards
        ? after !== undefined && place.commit <= after
        : to !== undefined && place.commit > to;
    yield* limited(this.all(next), { isBeyond, isBefore, limit });
  }

  /** The log after a place near its end. The place need not be one of this log. */
  async *logAfter(after: LogPlace): AsyncIterable<Received> {
    const { prefixes, silenceMs } = this.options;
    const next: Next = async (last) => {
      const request = logRequest(prefixes, last?.place ?? after, {
        direction: 'forwards',
        count: NO_LIMIT,
      });
      return { request, count: NO_LIMIT, silenceMs };
    };
    for await (const event of this.all(next)) if (event.place.commit > after.commit) yield event;
  }

  /** The last event on the server, of any log. */
  async lastOfAll(): Promise<Received | undefined> {
    const request = wholeServerRequest('end', { direction: 'backwards', count: 1 });
    const { silenceMs } = this.options;
    const next: Next = async () => ({ request, count: 2, silenceMs, isOfAll: true });
    for await (const event of this.all(next)) return event;
    return undefined;
  }

  /** The place for a backward read whose first event is the one at a position. */
  private async behind(position: bigint): Promise<From<LogPlace>> {
    const request = wholeServerRequest(placeOf(position), { direction: 'forwards', count: 2 });
    for await (const { place } of this.answers(request)) if (place.commit > position) return place;
    return 'end';
  }

  /** The events of a short request, which is sent once. */
  private async *answers(request: ReadRequest): AsyncIterable<Received> {
    const { connection, silenceMs } = this.options;
    const answers = responses(connection, request, { requiresLeader: true, silenceMs });
    for await (const batch of answers) yield* batch.flatMap((response) => received(response) ?? []);
  }

  private async *all(next: Next): AsyncIterable<Received> {
    const { connection, patienceMs, now } = this.options;
    const progress: Progress = { last: undefined, at: now() };
    const pauses = new Pauses(RETRY.request);
    for (;;)
      try {
        const question = await next(progress.last);
        if (question === undefined) return;
        if ((yield* this.answer(question, progress)) < question.count) return;
      } catch (error) {
        if (error instanceof StreamDeletedError) return;
        if (!isPassing(error)) throw translated(error);
        connection.failed(error);
        const leftMs = progress.at + patienceMs - now();
        if (leftMs <= 0) throw translated(error);
        await connection.pause(Math.min(pauses.next(), leftMs));
      }
  }

  /** Returns the number of events that came, including those that are not passed on. */
  private async *answer(
    { request, silenceMs, isOfAll }: Question,
    progress: Progress,
  ): AsyncGenerator<Received, number> {
    const { connection, erased, now } = this.options;
    let count = 0;
    const answers = responses(connection, request, { requiresLeader: true, silenceMs });
    for await (const batch of answers) {
      const events = batch.flatMap((response) => received(response) ?? []);
      count += events.length;
      const news = events.filter(({ place }) => place.commit !== progress.last?.place.commit);
      for (const event of isOfAll ? news : await erased.without(news)) yield event;
      progress.last = events.at(-1) ?? progress.last;
      progress.at = now();
    }
    return count;
  }
}

/** The last event of a read, and the time of the last progress. */
type Progress = { last: Received | undefined; at: number };

/**
 * The place of an event. Both numbers are the same unless the event is part of a transaction over
 * several streams.
 */
export const placeOf = (position: bigint): LogPlace => ({ commit: position, prepare: position });

async function* limited(
  source: AsyncIterable<Received>,
  {
    isBeyond,
    isBefore = () => false,
    limit,
  }: Readonly<{
    isBeyond: (event: Received) => boolean;
    isBefore?: (event: Received) => boolean;
    limit: number;
  }>,
): AsyncIterable<Received> {
  let left = limit;
  for await (const event of source) {
    if (isBeyond(event)) return;
    if (isBefore(event)) continue;
    left -= 1;
    yield event;
    if (left <= 0) return;
  }
}
