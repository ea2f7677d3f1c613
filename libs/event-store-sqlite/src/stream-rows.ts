import { type Recorded } from '#event-store';

import { type LogDatabase, type StreamEnd } from './database.js';

/** So many events may wait to be indexed; they are read again if the process dies before. */
const MAX_WAITING = 8192;

/**
 * Which rows hold the events of which stream. A stream has events in many rows, so that an entry
 * for each would cost as much as an event: those of some thousand events are written together.
 */
export class StreamRows {
  private waiting = new Map<string, StreamEnd>();
  private count = 0;
  private last: number;

  constructor(private readonly db: LogDatabase) {
    this.last = db.lastFirst();
  }

  note(first: number, records: readonly Recorded[]): void {
    for (const { stream, revision } of records) {
      const known = this.waiting.get(stream);
      if (known === undefined)
        this.waiting.set(stream, { revision: Number(revision), rows: [first] });
      else {
        known.revision = Number(revision);
        if (known.rows[known.rows.length - 1] !== first) known.rows.push(first);
      }
    }
    this.count += records.length;
    this.last = first;
  }

  /** Whether it is time to write what waits. */
  get isDue(): boolean {
    return this.count >= MAX_WAITING;
  }

  /** Writes what waits; `written` is called once that is durable. */
  write(): void {
    if (this.count > 0) this.db.index(this.waiting, this.last);
  }

  written(): void {
    this.waiting = new Map();
    this.count = 0;
  }

  /** The rows that hold events of a stream, in order. */
  of(stream: string): readonly number[] {
    return [...this.db.streamRows(stream), ...(this.waiting.get(stream)?.rows ?? [])];
  }
}
