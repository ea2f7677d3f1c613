import { requireSize } from './append-size.js';
import { inBatches } from './batches.js';
import {
  EventStore,
  NO_STREAM,
  RevisionConflict,
  StoreUnavailable,
  type Appended,
  type IsErasable,
  type LogRange,
  type StreamRange,
} from './event-store.js';
import { isInLogRange, isInStreamRange, appendedAs, isRepeat, select } from './ranges.js';
import { SCHEMA_VERSION, type NewEvent, type Position, type Recorded } from './recorded.js';
import { follow, Tail } from './fold/tail.js';

/** So many events are read at a time by who has fallen behind. */
const PAGE = 1024;

/** A log that ends with its process: for tests, and to measure what a durable one costs. */
export class InMemoryEventStore extends EventStore {
  private log: Recorded[] = [];
  private readonly erased = new Set<string>();
  private readonly streams = new Map<string, Recorded[]>();
  private readonly tail = new Tail(undefined);
  private last = 0n;
  private isOpen = true;

  constructor(
    private readonly clock: () => Date,
    private readonly isErasable: IsErasable = () => true,
  ) {
    super();
  }

  override async append(
    stream: string,
    events: readonly NewEvent[],
    expected: bigint,
  ): Promise<Appended> {
    this.requireOpen();
    if (events.length === 0) throw new Error('an append of no events');
    requireSize(stream, events);
    if (this.erased.has(stream)) throw new RevisionConflict(stream, expected);
    const known = this.streams.get(stream) ?? [];
    const revision = BigInt(known.length) - 1n;
    if (revision !== expected) return this.repeated(stream, events, expected);
    const records = events.map((event, index) =>
      this.record(stream, event, expected + BigInt(index + 1)),
    );
    this.streams.set(stream, [...known, ...records]);
    this.log.push(...records);
    this.tail.publish(records);
    return appendedAs(records);
  }

  override async *readStream(stream: string, range: StreamRange = {}): AsyncIterable<Recorded> {
    this.requireOpen();
    const records = this.streams.get(stream) ?? [];
    yield* select(records, (record) => isInStreamRange(record, range), range);
  }

  override async *readLog(range: LogRange = {}): AsyncIterable<Recorded> {
    this.requireOpen();
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

  override async head(): Promise<Position | undefined> {
    this.requireOpen();
    return this.last === 0n ? undefined : (this.last as Position);
  }

  override async erase(stream: string): Promise<void> {
    this.requireOpen();
    if (!this.isErasable(stream)) throw new Error(`${stream} can't be erased`);
    this.tail.clear();
    if (this.streams.has(stream)) this.erased.add(stream);
    this.streams.delete(stream);
    this.log = this.log.filter((record) => record.stream !== stream);
  }

  override async close(): Promise<void> {
    this.isOpen = false;
  }

  private requireOpen(): void {
    if (!this.isOpen) throw new StoreUnavailable('the log is closed');
  }

  private repeated(stream: string, events: readonly NewEvent[], expected: bigint): Appended {
    const found = (this.streams.get(stream) ?? []).slice(Number(expected - NO_STREAM));
    if (!isRepeat(found, events)) throw new RevisionConflict(stream, expected);
    return appendedAs(found.slice(0, events.length));
  }

  private record(stream: string, event: NewEvent, revision: bigint): Recorded {
    this.last += 1n;
    const { id, type, data, metadata, recordedAt, schema } = structuredClone(event);
    return {
      id,
      event: { type, data },
      stream,
      revision,
      position: this.last as Position,
      recordedAt: recordedAt ?? this.clock(),
      schema: schema ?? SCHEMA_VERSION,
      metadata,
    };
  }
}
