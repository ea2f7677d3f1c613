import { Bulk } from '../file/bulk.js';
import { type ReadDatabase, type Row } from '../file/database.js';
import { within, type Positions, type Span } from '../events/positions.js';

/** The number of buckets. Of 5,000,000 events, each bucket holds 1,200. */
const BUCKETS = 4096;
/** Rows of fewer entries than this are merged, a fixed number at a time. */
const SMALL_ROW = 16;
const MERGED = 64;

/**
 * The positions of an operation's events, or of an event by its id. A row for each operation would
 * be written all over the table, so operations share buckets: a transaction writes one row for each
 * bucket, small rows are merged later, and a reader reads a whole bucket. A digest is shorter than
 * an id, and two ids may share one.
 */
export class OperationIndex {
  private readonly rows: Bulk;
  /** Digests and positions in turn, of the open transaction. */
  private open = new Map<number, number[]>();
  /**
   * The number of small rows of each bucket. The first values differ, so that the buckets are
   * merged at different times.
   */
  private readonly small = Uint8Array.from({ length: BUCKETS }, (_, bucket) => bucket % MERGED);

  constructor(
    private readonly db: ReadDatabase,
    private readonly table = 'operations',
  ) {
    this.rows = new Bulk(db, table, ['bucket', 'first', 'entries']);
  }

  /** @returns true if this is the operation's first event in the open transaction */
  note(operation: string, position: number): boolean {
    const { bucket, digest } = placeOf(operation);
    const entries = this.open.get(bucket);
    if (entries === undefined) {
      this.open.set(bucket, [digest, position]);
      return true;
    }
    const isFirst = !hasDigest(entries, digest);
    entries.push(digest, position);
    return isFirst;
  }

  /** Writes the noted rows; called at the end of a transaction. */
  flush(): void {
    const buckets = [...this.open].sort(([a], [b]) => a - b);
    for (const [bucket, entries] of buckets) this.rows.add(bucket, entries[1] ?? 0, pack(entries));
    this.rows.flush();
    for (const [bucket, entries] of buckets)
      if (entries.length < 2 * SMALL_ROW && !this.db.isLayer) this.countSmallRow(bucket);
    this.open = new Map();
  }

  /** Forgets the noted rows, after an undone transaction or a rebuild. */
  forget(): void {
    this.rows.forget();
    this.open = new Map();
  }

  /** Counts one more small row of a bucket, and merges the rows if there are enough. */
  private countSmallRow(bucket: number): void {
    const count = (this.small[bucket] ?? 0) + 1;
    this.small[bucket] = count % MERGED;
    if (count === MERGED) this.merge(bucket);
  }

  private merge(bucket: number): void {
    const sql = `SELECT first, entries FROM ${this.table} WHERE bucket = ? ORDER BY first DESC LIMIT ${MERGED}`;
    const rows = [...this.db.all(sql, bucket)].reverse();
    const [oldest] = rows;
    if (oldest === undefined) return;
    const entries = pack(rows.flatMap(entriesOf));
    const from = Number(oldest['first']);
    this.db.run(`DELETE FROM main.${this.table} WHERE bucket = ? AND first > ?`, bucket, from);
    const put = `UPDATE main.${this.table} SET entries = ? WHERE bucket = ? AND first = ?`;
    this.db.run(put, entries, bucket, from);
  }

  /** The positions of an operation's events, and of operations with the same digest. */
  *of(operation: string, span: Span): Positions {
    const { bucket, digest } = placeOf(operation);
    const sql = `SELECT first, entries FROM ${this.table} WHERE bucket = ? AND first <= ?
      ORDER BY first ${span.order === 'oldest' ? 'ASC' : 'DESC'}`;
    for (const row of this.db.all(sql, bucket, span.high)) {
      const entries = entriesOf(row);
      yield* within(
        entries.filter((_, at) => at % 2 === 1 && entries[at - 1] === digest),
        span,
      );
    }
  }
}

/** A UUID's first eight digits are its digest, the next ones its bucket. */
const placeOf = (operation: string): Readonly<{ bucket: number; digest: number }> => ({
  bucket: numberOf(operation.slice(9, 13)) % BUCKETS,
  digest: numberOf(operation.slice(0, 8)),
});

/** The number for digits. A text that is not a UUID gets one too, and shares it. */
const numberOf = (digits: string): number => {
  const number = Number.parseInt(digits, 16);
  return Number.isNaN(number) ? 0 : number;
};

const hasDigest = (entries: readonly number[], digest: number): boolean => {
  for (let at = 0; at < entries.length; at += 2) if (entries[at] === digest) return true;
  return false;
};

/** Digests and distances from the first position in turn, in four bytes each. */
const pack = (entries: readonly number[]): Uint8Array => {
  const packed = new Uint32Array(entries);
  const first = entries[1] ?? 0;
  for (let at = 1; at < entries.length; at += 2) packed[at] = (entries[at] ?? 0) - first;
  return new Uint8Array(packed.buffer);
};

/** Digests and positions in turn. */
const entriesOf = (row: Row): number[] => {
  const packed = new Uint32Array((row['entries'] as Uint8Array).slice().buffer);
  const first = Number(row['first']);
  return Array.from(packed, (number, at) => (at % 2 === 0 ? number : first + number));
};
