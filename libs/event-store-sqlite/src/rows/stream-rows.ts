import { NO_STREAM, type Recorded } from '#event-store';

import { type LogDatabase } from '../file/database.js';
import { eventsOfRow, type StreamPlace } from './reading.js';
import { StreamIndex, type IndexedStream, type StreamEnd } from './stream-index.js';

/** The most events that may wait to be indexed. They are read again if the process dies first. */
const MAX_WAITING = 8192;

/**
 * Knows which rows hold the events of which stream. An index entry for each event would cost as
 * much as an event, so the entries of some thousand events are written together.
 */
export class StreamRows {
  private waiting = new Map<string, StreamEnd>();
  private readonly known: Map<string, IndexedStream>;
  private readonly index: StreamIndex;
  private count = 0;
  private last: number;

  /** Drops and rebuilds an index that is not of this log. */
  constructor(private readonly db: LogDatabase) {
    this.index = new StreamIndex(db);
    const known = this.index.streams();
    if (known === undefined) this.index.drop();
    this.known = new Map(known);
    this.last = db.lastFirst();
  }

  note(first: number, records: readonly Recorded[]): void {
    for (const { stream, revision } of records) {
      const waiting = this.waiting.get(stream);
      if (waiting === undefined) {
        const id = this.known.get(stream)?.id;
        this.waiting.set(stream, { id, revision: Number(revision), rows: [first] });
      } else {
        waiting.revision = Number(revision);
        if (waiting.rows[waiting.rows.length - 1] !== first) waiting.rows.push(first);
      }
    }
    this.count += records.length;
    this.last = first;
  }

  /**
   * Indexes the rows that follow the indexed ones; returns the last revision of each stream.
   *
   * @param last the last position of the log
   */
  catchUp(last: number): ReadonlyMap<string, bigint> {
    const heads = new Map<string, bigint>();
    for (const [name, { revision }] of this.known) heads.set(name, BigInt(revision));
    const indexed = this.index.upTo();
    for (const page of this.db.rows(indexed, last, false))
      for (const row of page) {
        const records = eventsOfRow(this.db, row);
        if (row.first > indexed) this.note(row.first, records);
        advance(heads, records);
        if (this.isDue) this.save();
      }
    return heads;
  }

  /** Writes the waiting entries, in a transaction of its own. */
  save(): void {
    this.db.transaction(() => {
      this.write();
    });
    this.written();
  }

  /** True if it is time to write the waiting entries. */
  get isDue(): boolean {
    return this.count >= MAX_WAITING;
  }

  /** Writes the waiting entries; `written` is called once they are durable. */
  write(): void {
    if (this.count > 0) this.index.add(this.waiting, this.last);
  }

  written(): void {
    for (const [name, { id, revision }] of this.waiting)
      if (id !== undefined) this.known.set(name, { id, revision });
    this.waiting = new Map();
    this.count = 0;
  }

  /** The places of a stream's events. */
  of(stream: string): Omit<StreamPlace, 'isErasable'> {
    const [known, waiting] = [this.known.get(stream), this.waiting.get(stream)];
    const indexed = known === undefined ? [] : this.index.rowsOf(known.id);
    const last = waiting?.revision ?? known?.revision ?? NO_STREAM;
    return { stream, firsts: [...indexed, ...(waiting?.rows ?? [])], last: BigInt(last) };
  }
}

const advance = (heads: Map<string, bigint>, records: readonly Recorded[]): void => {
  for (const { stream, revision } of records)
    if ((heads.get(stream) ?? NO_STREAM) < revision) heads.set(stream, revision);
};
