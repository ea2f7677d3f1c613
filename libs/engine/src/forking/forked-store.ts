import { ClusterError } from '#clusapi';
import {
  appendedAs,
  EventStore,
  follow,
  inBatches,
  isInLogRange,
  isInStreamRange,
  isRepeat,
  requireSize,
  RevisionConflict,
  SCHEMA_VERSION,
  select,
  Tail,
  toPosition,
  type Appended,
  type LogRange,
  type NewEvent,
  type Position,
  type Recorded,
  type StreamRange,
} from '#event-store';
import { PROCESSES_ACTOR } from '#processes';

import { ForkRoom, type ForkBounds, type ForkFull } from './fork-bounds.js';
import { type ForkHold } from './fork-hold.js';
import { type ForkPace } from './fork-pace.js';

/** The number of events that a follower which has fallen behind reads at a time. */
const PAGE = 16;

/** The log up to the moment of a fork. */
export type ForkBase = Readonly<{
  /** The last position before the fork's own events. */
  position: Position;
  /** The revision of a stream at the fork; NO_STREAM for a stream without events. */
  revision: (stream: string) => bigint;
  /** The events of a stream up to the fork. */
  readStream: (stream: string, range: StreamRange) => AsyncIterable<Recorded>;
}>;

type Parts = Readonly<{
  base: ForkBase;
  /** Milliseconds since 1970. */
  now: () => number;
  bounds: ForkBounds;
  pace: Pick<ForkPace, 'isPaused' | 'nextTurn'>;
  /** Called once with the reason when the fork is full. */
  onFull: (full: ForkFull) => void;
}>;

/** An append that waits for its turn. */
type Waiting = Readonly<{
  stream: string;
  records: (last: bigint) => readonly Recorded[];
  answer: PromiseWithResolvers<Appended>;
}>;

/**
 * The log of a fork: the events before it, and its own ones, which are forgotten with it. As in the
 * embedded log, all appends that wait are written together.
 */
export class ForkedStore extends EventStore {
  private readonly log: Recorded[] = [];
  private readonly streams = new Map<string, Recorded[]>();
  /** The revision that each stream will have once all waiting appends are written. */
  private readonly heads = new Map<string, bigint>();
  private readonly erased = new Set<string>();
  private readonly tail: Tail;
  private waiting: Waiting[] = [];
  private last: bigint;
  private readonly room: ForkRoom;
  /** Holds events back; undefined while no event is held back. */
  hold: ForkHold | undefined;

  constructor(private readonly parts: Parts) {
    super();
    this.room = new ForkRoom(parts.bounds, parts.onFull);
    this.last = parts.base.position;
    this.tail = new Tail(parts.base.position);
  }

  /** The fork's own events, in the order in which they were written. */
  get own(): readonly Recorded[] {
    return this.log;
  }

  /** True while appends wait. */
  get isBusy(): boolean {
    return this.waiting.length > 0;
  }

  override async append(
    stream: string,
    events: readonly NewEvent[],
    expected: bigint,
  ): Promise<Appended> {
    return this.begin(stream, events, expected);
  }

  private begin(stream: string, events: readonly NewEvent[], expected: bigint): Promise<Appended> {
    requireSize(stream, events);
    const revision = this.heads.get(stream) ?? this.parts.base.revision(stream);
    if (revision !== expected || this.erased.has(stream))
      return this.repeated(stream, events, expected);
    const records = (last: bigint): readonly Recorded[] =>
      events.map((event, index) => {
        const place = BigInt(index + 1);
        const at = { stream, revision: expected + place, position: toPosition(last + place) };
        return this.record(event, at);
      });
    this.requireUnheld(stream, { events, records, expected });
    this.room.take(events);
    this.heads.set(stream, expected + BigInt(events.length));
    const answer = Promise.withResolvers<Appended>();
    if (this.waiting.length === 0) void this.flushSoon();
    this.waiting.push({ stream, records, answer });
    return answer.promise;
  }

  /** Writes all waiting appends together when it is the turn of the fork. */
  private async flushSoon(): Promise<void> {
    do await this.parts.pace.nextTurn();
    while (this.parts.pace.isPaused);
    const waiting = this.waiting;
    this.waiting = [];
    const written: Recorded[] = [];
    for (const { stream, records, answer } of waiting) {
      const found = records(this.last);
      this.last += BigInt(found.length);
      this.ownOf(stream).push(...found);
      written.push(...found);
      answer.resolve(appendedAs(found));
    }
    this.log.push(...written);
    this.tail.publish(written);
  }

  private ownOf(stream: string): Recorded[] {
    const own = this.streams.get(stream) ?? [];
    this.streams.set(stream, own);
    return own;
  }

  override async *readStream(stream: string, range: StreamRange = {}): AsyncIterable<Recorded> {
    const own = this.streams.get(stream) ?? [];
    const found = select(own, (record) => isInStreamRange(record, range), range);
    if (this.erased.has(stream)) return;
    const isBackwards = range.direction === 'backwards';
    let left = range.limit ?? Infinity;
    const base = this.parts.base.readStream(stream, range);
    for await (const record of isBackwards ? chained(found, base) : chained(base, found)) {
      if (left <= 0) return;
      left -= 1;
      yield record;
    }
  }

  /** Reads the fork's own events alone. */
  override async *readLog(range: LogRange = {}): AsyncIterable<Recorded> {
    yield* select(this.log, (record) => isInLogRange(record, range), range);
  }

  override subscribe(
    after: Position | undefined,
    signal: AbortSignal,
  ): AsyncIterable<readonly Recorded[]> {
    const pages = (at: Position | undefined): AsyncIterable<readonly Recorded[]> =>
      inBatches(this.readLog(at === undefined ? {} : { after: at }), PAGE);
    return follow({ pages, tail: this.tail }, after, signal);
  }

  override async head(): Promise<Position> {
    return toPosition(this.last);
  }

  override async erase(stream: string): Promise<void> {
    this.erased.add(stream);
  }

  override async close(): Promise<void> {
    return undefined;
  }

  /**
   * @throws ClusterError for a step of a process that is held back: the process is asked again
   * @throws RevisionConflict for events of a command that have to be decided again
   */
  private requireUnheld(
    stream: string,
    {
      events,
      records,
      expected,
    }: Readonly<{ events: readonly NewEvent[]; records: Waiting['records']; expected: bigint }>,
  ): void {
    const { hold } = this;
    if (hold === undefined) return;
    const written = records(this.last);
    if (hold.holds(events, written))
      throw isOfProcess(events)
        ? new ClusterError('ERROR_SHARING_PAUSED', 'another command comes first')
        : new RevisionConflict(stream, expected);
    hold.written(written);
  }

  private async repeated(
    stream: string,
    events: readonly NewEvent[],
    expected: bigint,
  ): Promise<Appended> {
    const own = this.streams.get(stream) ?? [];
    const found = own.filter(({ revision }) => revision > expected);
    if (this.erased.has(stream) || !isRepeat(found, events))
      throw new RevisionConflict(stream, expected);
    return appendedAs(found.slice(0, events.length));
  }

  private record(
    { id, type, data, metadata }: NewEvent,
    at: Pick<Recorded, 'stream' | 'revision' | 'position'>,
  ): Recorded {
    const recordedAt = new Date(this.parts.now());
    return { id, event: { type, data }, ...at, recordedAt, schema: SCHEMA_VERSION, metadata };
  }
}

const isOfProcess = (events: readonly NewEvent[]): boolean =>
  events.every(({ metadata }) => metadata.actor === PROCESSES_ACTOR);

async function* chained(
  first: AsyncIterable<Recorded> | Iterable<Recorded>,
  second: AsyncIterable<Recorded> | Iterable<Recorded>,
): AsyncIterable<Recorded> {
  yield* first;
  yield* second;
}
