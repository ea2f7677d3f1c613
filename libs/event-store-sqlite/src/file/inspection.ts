import { crc32 } from 'node:zlib';

import { type Recorded } from '#event-store';

import { StreamIndex } from '../rows/stream-index.js';
import { LogDamaged } from './damage.js';
import { LogDatabase } from './database.js';
import { intactPieces, type Salvaged } from './salvage.js';

/** A fault of the index of streams, or of the form of the file. */
export type FileFault = Readonly<{
  type: 'fault';
  /** The stream whose index is wrong; undefined for a fault of the whole file. */
  stream: string | undefined;
  expected: string;
  found: string;
}>;

type Options = Readonly<{
  /** The last position of the log. */
  last: number;
  /** True for a stream whose events can be erased: its index may name rows that are empty now. */
  isErasable: (stream: string) => boolean;
}>;

/**
 * Reads every byte of a log that may be in use: its rows, then its index, then the trees of the
 * file. Nothing is written.
 */
export function* inspectLog(file: string, options: Options): Iterable<Salvaged | FileFault> {
  const db = new LogDatabase(file, 'READ ONLY');
  try {
    const rows = new RowLists({ ...options, lastRow: () => db.lastFirst() });
    const upTo = new StreamIndex(db).upTo();
    let isWhole = true;
    for (const piece of intactPieces(db, options.last)) {
      if (piece.type === 'events') rows.note(piece.records, upTo);
      else isWhole = false;
      yield piece;
    }
    if (isWhole) yield* unlessDamaged(() => rows.faultsOf(new StreamIndex(db), upTo));
    yield* unlessDamaged(() => faultsOfTrees(db));
  } finally {
    db.close();
  }
}

/** The rows of a stream, as a count and a sum. */
type RowList = Readonly<{ count: number; sum: number }>;

const NONE: RowList = { count: 0, sum: 0 };

/**
 * Adds a row to a sum that depends on the order of the rows. A fraction is no row, and its sum equals
 * no other.
 */
const withRow = ({ count, sum }: RowList, first: number): RowList => ({
  count: count + 1,
  sum: Number.isSafeInteger(first) ? sumWith(sum, first) : NaN,
});

/** A sum that is no number stays so. */
const sumWith = (sum: number, first: number): number =>
  Number.isNaN(sum) ? NaN : crc32(String(first), sum);

/** The rows of each stream, as the log has them. */
class RowLists {
  private readonly lists = new Map<string, RowList>();

  constructor(private readonly options: Options & Readonly<{ lastRow: () => number }>) {}

  /** Notes the events of one row. @param upTo the last row that is indexed */
  note(records: readonly Recorded[], upTo: number): void {
    const first = Number(records[0]?.position ?? 0);
    if (first > upTo) return;
    for (const stream of new Set(records.map((recorded) => recorded.stream)))
      this.lists.set(stream, withRow(this.lists.get(stream) ?? NONE, first));
  }

  *faultsOf(index: StreamIndex, upTo: number): Iterable<FileFault> {
    const streams = index.streams();
    if (streams === undefined) {
      yield faultOf(undefined, 'the streams of the log', 'a list of streams that is damaged');
      return;
    }
    let last = 0;
    for (const stream of new Set([...this.lists.keys(), ...streams.keys()])) {
      const id = streams.get(stream)?.id;
      const firsts = id === undefined ? [] : index.rowsOf(id);
      for (const first of firsts) last = Math.max(last, first);
      yield* this.faultOfStream(stream, firsts, upTo);
    }
    // A writer may go on: its mark is read after its rows, and before the last row.
    const end = index.upTo();
    if (last > end || end > this.options.lastRow())
      yield faultOf(undefined, `an index up to row ${last}`, `an index up to row ${end}`);
  }

  private *faultOfStream(
    stream: string,
    firsts: readonly number[],
    upTo: number,
  ): Iterable<FileFault> {
    const found = firsts.filter((first) => first <= upTo).reduce(withRow, NONE);
    const expected = this.lists.get(stream) ?? NONE;
    const isErased = expected === NONE && this.options.isErasable(stream);
    if (isErased || isSame(expected, found)) return;
    const rows = `${expected.count} rows of the log`;
    yield faultOf(stream, rows, `an index of ${found.count} rows, not the same ones`);
  }
}

const isSame = (one: RowList, other: RowList): boolean =>
  one.count === other.count && one.sum === other.sum;

const faultOf = (stream: string | undefined, expected: string, found: string): FileFault => ({
  type: 'fault',
  stream,
  expected,
  found,
});

/** SQLite's own check of its trees. */
function* faultsOfTrees(db: LogDatabase): Iterable<FileFault> {
  for (const row of db.all('PRAGMA main.integrity_check(10)')) {
    const found = String(row['integrity_check']).replaceAll(/\s+/g, ' ');
    if (found !== 'ok') yield faultOf(undefined, 'whole trees', found);
  }
}

function* unlessDamaged(work: () => Iterable<FileFault>): Iterable<FileFault> {
  try {
    yield* work();
  } catch (error) {
    if (!(error instanceof LogDamaged)) throw error;
    yield faultOf(undefined, 'a readable file', error.fault);
  }
}
