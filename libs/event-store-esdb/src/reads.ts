import { StreamDeletedError } from '@eventstore/db-client';

import { type LogRange, type StreamRange } from '#event-store';

import { type Connection } from './connection.js';
import { type Erased } from './erased.js';
import { isPassing, unavailable } from './failures.js';
import { Pauses } from './pauses.js';
import { type Place, type ReadRequest } from './protocol.js';
import { logRequest, streamRequest, type From } from './read-request.js';
import { received, type Received } from './records.js';
import { responses } from './responses.js';

/** More than any stream or log has. */
const ALL = Number.MAX_SAFE_INTEGER;

export type ReadsOptions = Readonly<{
  connection: Connection;
  erased: Erased;
  prefixes: readonly string[];
  /** How long a read without any answer is gone on with. */
  patienceMs: number;
  now: () => number;
  pause: (ms: number) => Promise<void>;
}>;

/** A question that is answered with so many events at most. */
type Question = Readonly<{ request: ReadRequest; count: number }>;

/** What is still to be read, given what was read last; undefined when that was all. */
type Next = (last: Received | undefined) => Promise<Question | undefined>;

/** What was erased is counted by the server, and not given to the caller: so many more are asked for. */
const MORE = 8;
const countFor = (limit: number): number => (limit < ALL - MORE ? limit + MORE : ALL);

/** Reads that begin and end. One that breaks off is gone on with where it was. */
export class Reads {
  constructor(private readonly options: ReadsOptions) {}

  async *stream(
    stream: string,
    { from = 0n, to, direction = 'forwards', limit = ALL }: StreamRange,
  ): AsyncIterable<Received> {
    const isForwards = direction === 'forwards';
    const count = countFor(limit);
    const next: Next = async (last) => {
      const at = last === undefined ? undefined : last.revision + (isForwards ? 1n : -1n);
      const start = at ?? (isForwards ? from : (to ?? 'end'));
      if (start !== 'end' && start < 0n) return undefined;
      return { request: streamRequest(stream, start, { direction, count }), count };
    };
    const isBeyond = ({ revision }: Received): boolean =>
      isForwards ? to !== undefined && revision > to : revision < from;
    yield* limited(this.all(next), { isBeyond, limit });
  }

  async *log({
    after,
    to,
    direction = 'forwards',
    limit = ALL,
  }: LogRange): AsyncIterable<Received> {
    const { prefixes } = this.options;
    const isForwards = direction === 'forwards';
    const count = countFor(limit);
    const first = async (): Promise<From<Place>> => {
      if (isForwards) return after === undefined ? 'start' : placeOf(after);
      return to === undefined ? 'end' : this.behind(to);
    };
    const next: Next = async (last) => {
      const from = last?.place ?? (await first());
      return { request: logRequest(prefixes, from, { direction, count }), count };
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

  /** The place that a read backwards begins at, which gives the event at a position first. */
  private async behind(position: bigint): Promise<From<Place>> {
    const request = logRequest(this.options.prefixes, placeOf(position), {
      direction: 'forwards',
      count: 2,
    });
    for await (const batch of responses(this.options.connection, request, {
      requiresLeader: false,
    }))
      for (const response of batch) {
        const place = received(response)?.place;
        if (place !== undefined && place.commit > position) return place;
      }
    return 'end';
  }

  private async *all(next: Next): AsyncIterable<Received> {
    const { connection, patienceMs, now, pause } = this.options;
    const progress: Progress = { last: undefined, at: now() };
    const pauses = new Pauses();
    for (;;)
      try {
        const question = await next(progress.last);
        if (question === undefined) return;
        if ((yield* this.answer(question, progress)) < question.count) return;
      } catch (error) {
        if (error instanceof StreamDeletedError) return;
        if (!isPassing(error)) throw error;
        connection.failed(error);
        if (now() - progress.at > patienceMs) throw unavailable(error);
        await pause(pauses.next());
      }
  }

  /** Answers how many events came, those among them that are not given on. */
  private async *answer(
    { request }: Question,
    progress: Progress,
  ): AsyncGenerator<Received, number> {
    const { connection, erased, now } = this.options;
    let count = 0;
    for await (const batch of responses(connection, request, { requiresLeader: true })) {
      const events = batch.flatMap((response) => received(response) ?? []);
      count += events.length;
      const news = events.filter(({ place }) => place.commit !== progress.last?.place.commit);
      for (const event of await erased.without(news)) yield event;
      progress.last = events.at(-1) ?? progress.last;
      progress.at = now();
    }
    return count;
  }
}

/** How far a read is, and since when. */
type Progress = { last: Received | undefined; at: number };

/** Of what is no transaction of many streams, both are the same. */
export const placeOf = (position: bigint): Place => ({ commit: position, prepare: position });

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
    if (left <= 0 || isBeyond(event)) return;
    if (isBefore(event)) continue;
    left -= 1;
    yield event;
  }
}
