import { StreamDeletedError, StreamNotFoundError } from '@eventstore/db-client';

import {
  AppendTooLarge,
  EventStore,
  isRepeat,
  requireSize,
  RevisionConflict,
  StoreUnavailable,
  toPosition,
  type Anchor,
  type Appended,
  type LogRange,
  type NewEvent,
  type Position,
  type Recorded,
  type StreamRange,
} from '#event-store';

import { Appender } from './append/appender.js';
import { isFresh, sizeOf } from './append/outcome.js';
import { Coalesced } from './connection/coalesced.js';
import { Connection } from './connection/connection.js';
import { parseConnectionString } from './connection/connection-string.js';
import { diagnose } from './connection/diagnosis.js';
import { Erased } from './erased.js';
import { Head } from './connection/head.js';
import { ServerLeaseLog } from './lease/lease-log.js';
import { isOfLog, type LogStreams } from './log-streams.js';
import { ProcessLease, type LeaseOptions } from './lease/process-lease.js';
import { Reads } from './read/reads.js';
import { Sight } from './identity/sight.js';
import { subscribe } from './read/subscription.js';
import { Witness } from './identity/witness.js';

export type EsdbOptions = Readonly<{
  /** A connection string, `esdb://…`. */
  url: string;
  /** The streams of the log; several logs can share one server. */
  streams: LogStreams;
  clock: () => Date;
  /** Called after every answered append, with the number of events and the duration. */
  onAppended?: (append: Readonly<{ events: number; seconds: number }>) => void;
  /** The time in which an append without an answer is tried again, in milliseconds. */
  appendPatienceMs?: number;
  /** The same for reads. */
  readPatienceMs?: number;
  /**
   * Milliseconds without a message after which a read is made again; by default half its patience.
   */
  readSilenceMs?: number;
}>;

const APPEND_PATIENCE_MS = 8000;
const READ_PATIENCE_MS = 4000;

/** A log in EventStoreDB for several processes. A position is the server's commit position. */
export class EsdbEventStore extends EventStore {
  readonly connection: Connection;
  private readonly appender: Appender;
  private readonly reads: Reads;
  private readonly erased: Erased;
  private readonly lastEvent: Head;
  private readonly sight = new Sight();
  private readonly witness: Witness;
  private readonly heads = new Coalesced(() => this.readHead());
  /** The last position seen here: a new append ends after it, an earlier append does not. */
  private known = 0n;

  private constructor(private readonly options: EsdbOptions) {
    super();
    const { url, streams } = options;
    const { prefixes, isErasable } = streams;
    const now = (): number => performance.now();
    const { sight } = this;
    this.connection = new Connection(parseConnectionString(url), now, sight);
    const silenceMs = options.readSilenceMs ?? this.readPatienceMs / 2;
    this.erased = new Erased(this.connection, { silenceMs, isErasable, sight });
    this.appender = new Appender(this.connection, {
      patienceMs: options.appendPatienceMs ?? APPEND_PATIENCE_MS,
      now,
      ready: () => this.witness.requireSame(),
    });
    this.reads = new Reads({
      connection: this.connection,
      erased: this.erased,
      prefixes,
      patienceMs: this.readPatienceMs,
      silenceMs,
      now,
    });
    this.witness = new Witness(this.reads, streams, sight);
    this.lastEvent = new Head({
      reads: this.reads,
      erased: this.erased,
      sight,
      witness: this.witness,
    });
  }

  /** Opens the log; the server is called when it is needed. @throws WrongConnectionString */
  static open(options: EsdbOptions): EsdbEventStore {
    return new EsdbEventStore(options);
  }

  override async append(
    stream: string,
    events: readonly NewEvent[],
    expected: bigint,
  ): Promise<Appended> {
    if (events.length === 0) throw new Error('an append of no events');
    requireSize(stream, events);
    this.requireOpen();
    const { known } = this;
    const at = this.options.clock();
    const began = performance.now();
    const outcome = await this.appender.append({ stream, events, expected, at });
    if (outcome.type === 'written' && isOfLog(stream, this.options.streams))
      this.options.onAppended?.({
        events: events.length,
        seconds: (performance.now() - began) / 1000,
      });
    switch (outcome.type) {
      case 'written':
        return isFresh(outcome, known)
          ? this.noted({ revision: outcome.revision, position: outcome.position })
          : this.repeated(stream, events, expected);
      case 'conflict':
        return this.repeated(stream, events, expected);
      case 'deleted':
        this.erased.note(stream);
        throw new RevisionConflict(stream, expected);
      case 'too-large':
        throw new AppendTooLarge(stream, sizeOf(events), outcome.limit);
      case 'refused':
        throw new StoreUnavailable(`EventStoreDB refuses to append: ${outcome.why}`);
    }
  }

  override async *readStream(stream: string, range: StreamRange = {}): AsyncIterable<Recorded> {
    this.requireOpen();
    yield* this.witness.watched(this.reads.stream(stream, range));
  }

  override async *readLog(range: LogRange = {}): AsyncIterable<Recorded> {
    this.requireOpen();
    yield* this.witness.watched(this.reads.log(range));
  }

  override async *subscribe(
    after: Position | undefined,
    signal: AbortSignal,
  ): AsyncIterable<readonly Recorded[]> {
    const { connection, erased, witness, sight } = this;
    const { prefixes } = this.options.streams;
    yield* subscribe({ connection, erased, prefixes, witness, sight }, after, signal);
  }

  override async head(): Promise<Position | undefined> {
    this.requireOpen();
    return this.heads.get();
  }

  override async erase(stream: string): Promise<void> {
    this.requireOpen();
    if (!this.options.streams.isErasable(stream)) throw new Error(`${stream} can't be erased`);
    for await (const first of this.reads.stream(stream, { limit: 1 })) {
      await this.tombstone(first.stream);
      this.erased.note(stream);
      return;
    }
  }

  /** The lease that decides which process on this log runs the processes of the cluster. */
  lease(options: Omit<LeaseOptions, 'log'>): ProcessLease {
    const log = new ServerLeaseLog(this.connection, this.reads, this);
    return new ProcessLease({ ...options, log });
  }

  /** The reason why the server does not answer, or holds another log; undefined if all is well. */
  get problem(): StoreUnavailable | undefined {
    if (this.witness.fault !== undefined) return this.witness.fault;
    const { problem } = this.connection;
    return problem === undefined ? undefined : new StoreUnavailable(problem);
  }

  /** Sets the event that identifies the log; without one, the events seen from now on do. */
  expect(anchor: Anchor | undefined): void {
    this.witness.expect(anchor);
  }

  /** The reason why the hosts can't be reached; undefined if they can. */
  diagnose(): Promise<string | undefined> {
    return diagnose(parseConnectionString(this.options.url));
  }

  override async close(): Promise<void> {
    if (!this.connection.isOpen) return;
    this.appender.stop(new StoreUnavailable('the log is closed'));
    await this.connection.close();
  }

  private get readPatienceMs(): number {
    return this.options.readPatienceMs ?? READ_PATIENCE_MS;
  }

  private requireOpen(): void {
    if (!this.connection.isOpen) throw new StoreUnavailable('the log is closed');
  }

  private async tombstone(stream: string): Promise<void> {
    await this.connection.use(async (client, deadline) => {
      await this.witness.requireSame();
      try {
        await client.tombstoneStream(stream, { requiresLeader: true, deadline });
      } catch (error) {
        if (!(error instanceof StreamDeletedError || error instanceof StreamNotFoundError))
          throw error;
      }
    }, this.readPatienceMs);
  }

  private async readHead(): Promise<Position | undefined> {
    const last = await this.lastEvent.read();
    if (last === undefined) return undefined;
    const position = toPosition(last.place.commit);
    if (position > this.known) this.known = position;
    return position;
  }

  private noted(appended: Appended): Appended {
    if (appended.position > this.known) this.known = appended.position;
    return appended;
  }

  /** The outcome of an append that was or may have been written before. */
  private async repeated(
    stream: string,
    events: readonly NewEvent[],
    expected: bigint,
  ): Promise<Appended> {
    const found: Recorded[] = [];
    const range = { from: expected + 1n, limit: events.length };
    for await (const record of this.readStream(stream, range)) found.push(record);
    const last = found.at(-1);
    if (last === undefined || !isRepeat(found, events))
      throw new RevisionConflict(stream, expected);
    return this.noted({ revision: last.revision, position: last.position });
  }
}
