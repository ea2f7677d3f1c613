import { Bulk } from './bulk.js';
import { type ReadDatabase } from './database.js';
import { within, type Positions, type Span } from './positions.js';

/** So many buckets there are, so that one of 5,000,000 events holds 1,200. */
const BUCKETS = 4096;
const BYTES_AN_ENTRY = 8;
/** Fewer entries than this are added to the bucket's last row, until that has its fill. */
const FEW = 16;
const FILL = 256;

/**
 * Where the events of an operation are. Nearly every event has an operation of its own, so that a
 * row for each would be written all over the table: a transaction writes one row a bucket, or adds
 * to its last one, and whoever asks reads a bucket. A digest is shorter than an id, and two ids may share one.
 */
export class OperationIndex {
  private readonly rows: Bulk;
  /** Digests and positions in turn, of the transaction that is open. */
  private open = new Map<number, number[]>();

  constructor(private readonly db: ReadDatabase) {
    this.rows = new Bulk(db, 'operations', ['bucket', 'first', 'entries']);
  }

  /** @returns whether the transaction that is open had none of this operation before */
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

  /** Writes what was noted; at the end of a transaction. */
  flush(): void {
    const buckets = [...this.open].sort(([a], [b]) => a - b);
    for (const [bucket, entries] of buckets)
      if (entries.length >= 2 * FEW || !this.addToLast(bucket, entries))
        this.rows.add(bucket, entries[1] ?? 0, pack(entries, entries[1] ?? 0));
    this.rows.flush();
    this.open = new Map();
  }

  /** After a transaction that was undone, or the tables were emptied. */
  forget(): void {
    this.rows.forget();
    this.open = new Map();
  }

  /** @returns whether the bucket has a last row with room */
  private addToLast(bucket: number, entries: readonly number[]): boolean {
    const sql =
      'SELECT first, entries FROM operations WHERE bucket = ? ORDER BY first DESC LIMIT 1';
    const last = this.db.get(sql, bucket);
    const bytes = last?.['entries'] as Uint8Array | undefined;
    if (bytes === undefined || bytes.length >= FILL * BYTES_AN_ENTRY) return false;
    const first = Number(last?.['first']);
    this.db.run(
      'UPDATE operations SET entries = ? WHERE bucket = ? AND first = ?',
      ...[Buffer.concat([bytes, pack(entries, first)]), bucket, first],
    );
    return true;
  }

  /** The positions of an operation's events, and of those that share its digest. */
  *of(operation: string, span: Span): Positions {
    const { bucket, digest } = placeOf(operation);
    const sql = `SELECT first, entries FROM operations WHERE bucket = ? AND first <= ?
      ORDER BY first ${span.order === 'oldest' ? 'ASC' : 'DESC'}`;
    for (const row of this.db.all(sql, bucket, span.high))
      yield* within(
        positionsOf(digest, { first: Number(row['first']), bytes: row['entries'] as Uint8Array }),
        span,
      );
  }
}

/** A UUID's first eight digits are its digest, the next ones its bucket. */
const placeOf = (operation: string): Readonly<{ bucket: number; digest: number }> => ({
  bucket: numberOf(operation.slice(9, 13)) % BUCKETS,
  digest: numberOf(operation.slice(0, 8)),
});

/** What is no UUID has a place as well, which it shares. */
const numberOf = (digits: string): number => {
  const number = Number.parseInt(digits, 16);
  return Number.isNaN(number) ? 0 : number;
};

const hasDigest = (entries: readonly number[], digest: number): boolean => {
  for (let at = 0; at < entries.length; at += 2) if (entries[at] === digest) return true;
  return false;
};

/** Digests and distances from a row's first position in turn, in four bytes each. */
const pack = (entries: readonly number[], first: number): Uint8Array => {
  const packed = new Uint32Array(entries);
  for (let at = 1; at < entries.length; at += 2) packed[at] = (entries[at] ?? 0) - first;
  return new Uint8Array(packed.buffer);
};

const positionsOf = (
  digest: number,
  { first, bytes }: Readonly<{ first: number; bytes: Uint8Array }>,
): readonly number[] => {
  const entries = new Uint32Array(bytes.slice().buffer);
  const found: number[] = [];
  for (let at = 0; at < entries.length; at += 2)
    if (entries[at] === digest) found.push(first + (entries[at + 1] ?? 0));
  return found;
};
