import {
  EventStore,
  follow,
  isRepeat,
  NO_STREAM,
  requireTextSize,
  RevisionConflict,
  StoreUnavailable,
  Tail,
  toPosition,
  type Appended,
  type LogRange,
  type NewEvent,
  type Position,
  type Recorded,
  type StreamRange,
} from '#event-store';

import {
  commitOf,
  plan,
  unavailable,
  UNWATCHED,
  type Monitor,
  type PlannedRow,
  type WaitingAppend,
} from './commit-queue.js';
import { LogDatabase } from './file/database.js';
import { lockFor } from './file/lock.js';
import { batchesInLog, eventsInLog, eventsInStream, headOf, lastPosition } from './rows/reading.js';
import { type SqliteOptions } from './options.js';
import { Refusals } from './refusals.js';
import { SHORTER_NAMES, textOf, toRecorded } from './rows/rows.js';
import { StreamRows } from './rows/stream-rows.js';
import { Writable } from './file/writable.js';

/**
 * The embedded log: one SQLite file, owned by one process.
 *
 * All waiting appends are one transaction and, up to 1 MiB, one row. Each is answered after the
 * sync of that transaction. The index from streams to rows is written in a later transaction.
 */
export class SqliteEventStore extends EventStore {
  /** The revision that each stream will have once all waiting appends are written. */
  private readonly heads: Map<string, bigint>;
  private waiting: WaitingAppend[] = [];
  private last: number;
  private readonly index: StreamRows;
  private isOpen = true;
  private readonly tail: Tail;
  private readonly writable: Writable;

  private constructor(
    private readonly db: LogDatabase,
    private readonly parts: Pick<SqliteOptions, 'clock' | 'isErasable'> &
      Readonly<{ unlock: () => void; refusals: Refusals; monitor: Monitor }>,
  ) {
    super();
    this.writable = new Writable(db.file);
    this.last = lastPosition(db);
    this.index = new StreamRows(db);
    this.tail = new Tail(headOf(this.last));
    this.heads = new Map(this.index.catchUp(this.last));
  }

  /**
   * @throws LogInUse while another process has the log open
   * @throws LogUnusable if its folder can't be used
   * @throws LogDamaged if the file is no log, or a row is damaged
   */
  static open({
    file,
    clock,
    isErasable,
    pid = process.pid,
    monitor = UNWATCHED,
    warn = () => undefined,
    synchronous = 'FULL',
  }: SqliteOptions): SqliteEventStore {
    const unlock = lockFor(file, pid);
    let db: LogDatabase | undefined;
    try {
      db = new LogDatabase(file, synchronous);
      const refusals = new Refusals(warn);
      return new SqliteEventStore(db, { clock, isErasable, unlock, monitor, refusals });
    } catch (error) {
      db?.close();
      unlock();
      throw error;
    }
  }

  /** The reason why nothing can be written; undefined while writes work. */
  get problem(): StoreUnavailable | undefined {
    return this.isOpen ? this.writable.fault : undefined;
  }

  override async append(
    stream: string,
    events: readonly NewEvent[],
    expected: bigint,
  ): Promise<Appended> {
    this.requireOpen();
    if (events.length === 0) throw new Error('an append of no events');
    const texts = events.map(textOf);
    requireTextSize(stream, texts, SHORTER_NAMES);
    const revision = this.heads.get(stream) ?? NO_STREAM;
    if (revision !== expected) return this.repeated(stream, events, expected);
    this.heads.set(stream, expected + BigInt(events.length));
    const placed = events.map((event, index) => {
      const text = texts[index] ?? textOf(event);
      return { stream, revision: expected + BigInt(index + 1), event, text };
    });
    const erasable = this.parts.isErasable(stream);
    return new Promise((resolve, reject) => {
      if (this.waiting.length === 0)
        setImmediate(() => {
          this.flush();
        });
      const since = this.parts.monitor.now();
      this.waiting.push({ stream, erasable, placed, since, resolve, reject });
    });
  }

  override async *readStream(stream: string, range: StreamRange = {}): AsyncIterable<Recorded> {
    this.requireOpen();
    yield* this.eventsIn(stream, range);
  }

  override async *readLog(range: LogRange = {}): AsyncIterable<Recorded> {
    this.requireOpen();
    yield* eventsInLog(this.db, this.last, range);
  }

  override subscribe(
    after: Position | undefined,
    signal: AbortSignal,
  ): AsyncIterable<readonly Recorded[]> {
    return follow({ pages: (at) => this.pages(at), tail: this.tail }, after, signal);
  }

  override async head(): Promise<Position | undefined> {
    this.requireOpen();
    return headOf(this.last);
  }

  override async erase(stream: string): Promise<void> {
    this.requireOpen();
    if (!this.parts.isErasable(stream)) throw new Error(`${stream} can't be erased`);
    this.writable.requireBefore();
    if (this.waiting.length > 0) this.flush();
    this.index.save();
    this.tail.clear();
    this.db.eraseRows(this.index.of(stream).firsts);
  }

  override async close(): Promise<void> {
    if (!this.isOpen) return;
    if (this.waiting.length > 0) this.flush();
    this.index.save();
    this.isOpen = false;
    this.db.close();
    this.parts.unlock();
  }

  private requireOpen(): void {
    if (!this.isOpen) throw new StoreUnavailable('the log is closed');
  }

  private async *pages(after: Position | undefined): AsyncIterable<readonly Recorded[]> {
    this.requireOpen();
    yield* batchesInLog(this.db, this.last, after);
  }

  /** Writes all waiting appends in one transaction, and answers them after its sync. */
  private flush(): void {
    const waiting = this.waiting;
    if (waiting.length === 0) return;
    this.waiting = [];
    const at = this.parts.clock();
    const rows = plan(waiting, { first: this.last + 1, at });
    const isIndexed = this.index.isDue;
    const began = this.parts.monitor.now();
    try {
      const insert = (): void => {
        for (const { row, erasable } of rows) this.db.insert(erasable ? 'erasable' : 'log', row);
        if (isIndexed) this.index.write();
      };
      this.writable.requireBefore();
      if (rows.length === 1 && !isIndexed) insert();
      else this.db.transaction(insert);
      this.writable.requireAfter();
    } catch (error) {
      this.parts.refusals.note(error);
      this.abandon(waiting, error);
      return;
    }
    this.parts.refusals.recovered();
    if (isIndexed) this.index.written();
    this.parts.monitor.committed(commitOf(waiting, { began, ended: this.parts.monitor.now() }));
    for (const planned of rows) this.committed(planned, at);
  }

  /** Answers an append with the events that it was given, which are immutable. */
  private committed({ row, members }: PlannedRow, at: Date): void {
    const records = members
      .flatMap(({ placed }) => placed)
      .map((placed, index) => toRecorded(placed, { position: row.first + index, at }));
    this.last = row.first + records.length - 1;
    this.index.note(row.first, records);
    this.tail.publish(records, row.body.length);
    let position = row.first - 1;
    for (const { placed, resolve } of members) {
      position += placed.length;
      const revision = placed.at(-1)?.revision ?? NO_STREAM;
      resolve({ revision, position: toPosition(BigInt(position)) });
    }
  }

  /**
   * Handles a failed write: the heads go back to the state before the first append of each stream.
   */
  private abandon(waiting: readonly WaitingAppend[], error: unknown): void {
    for (const { stream, placed, reject } of [...waiting].reverse()) {
      this.heads.set(stream, (placed[0]?.revision ?? 0n) - 1n);
      reject(unavailable(error));
    }
  }

  private eventsIn(stream: string, range: StreamRange): Iterable<Recorded> {
    const isErasable = this.parts.isErasable(stream);
    return eventsInStream(this.db, { ...this.index.of(stream), isErasable }, range);
  }

  private async repeated(
    stream: string,
    events: readonly NewEvent[],
    expected: bigint,
  ): Promise<Appended> {
    if (this.waiting.length > 0) this.flush();
    const range = { from: expected + 1n, limit: events.length };
    const found = [...this.eventsIn(stream, range)];
    const last = found.at(-1);
    if (last === undefined || !isRepeat(found, events))
      throw new RevisionConflict(stream, expected);
    return { revision: last.revision, position: last.position };
  }
}
