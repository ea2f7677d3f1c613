import { type ReadDatabase, type Row } from '../file/database.js';

/** A range of positions, inclusive, and the order of its positions. */
export type Span = Readonly<{ low: number; high: number; order: 'oldest' | 'newest' }>;

/**
 * Positions in the order of a span. The argument of `next` is the lowest position that the caller
 * still needs (the highest, if the newest come first): the generator may skip those before it.
 */
export type Positions = Generator<number, void, number | undefined>;

/** Blocks of positions, sorted by their first positions. No two overlap. */
export type Blocks = Readonly<{
  /** The first position of the last block that begins at or before a position; null for none. */
  begin: (position: number) => Row[string] | undefined;
  /** At most `PAGE` rows, with `first` and `positions`, that begin between two positions. */
  page: (direction: 'ASC' | 'DESC', from: number, to: number) => readonly Row[];
}>;

/** The number of blocks in one read. */
export const PAGE = 32;

/** The table of blocks, with its columns for the owner and for the first position. */
type Columns = Readonly<{ table: string; of: string; first: string }>;

/** The blocks of one thing in a table. */
export const blocksIn = (
  db: ReadDatabase,
  { table, of, first }: Columns,
  thing: string | number,
): Blocks => {
  const rows = `${table} WHERE ${of} = ? AND ${first}`;
  return {
    begin: (position) =>
      db.get(
        `SELECT ${first} AS first FROM main.${rows} <= ? ORDER BY ${first} DESC LIMIT 1`,
        ...[thing, position],
      )?.['first'],
    page: (direction, from, to) =>
      db.all(
        `SELECT ${first} AS first, positions FROM ${rows} >= ? AND ${first} <= ?
          ORDER BY ${first} ${direction} LIMIT ${PAGE}`,
        ...[thing, from, to],
      ),
  };
};

/** The positions in blocks. Whole blocks are skipped if no position in them is needed. */
export function* positionsOf(blocks: Blocks, span: Span): Positions {
  const wanted = new RemainingSpan(span);
  const beginOf = (low: number): number => Number(blocks.begin(low) ?? low);
  let from = beginOf(span.low);
  for (let to = span.high; ;) {
    const rows = blocks.page(wanted.isOldest ? 'ASC' : 'DESC', from, to);
    for (const [index, row] of rows.entries())
      if (wanted.mayBeIn(row, rows[index + 1])) yield* positionsIn(row, wanted);
    if (rows.length < PAGE) return;
    const last = Number(rows.at(-1)?.['first']);
    if (wanted.isOldest) from = Math.max(last + 1, beginOf(wanted.low));
    else to = Math.min(last - 1, wanted.high);
  }
}

function* positionsIn(row: Row, wanted: RemainingSpan): Positions {
  for (const position of within(unpack(row), wanted)) {
    if (position < wanted.low || position > wanted.high) continue;
    wanted.skipTo(yield position);
  }
}

/** The rest of a span. */
class RemainingSpan implements Span {
  readonly order: Span['order'];
  low: number;
  high: number;

  constructor({ low, high, order }: Span) {
    [this.low, this.high, this.order] = [low, high, order];
  }

  get isOldest(): boolean {
    return this.order === 'oldest';
  }

  /** True if a block may hold a position of the rest. */
  mayBeIn(block: Row, next: Row | undefined): boolean {
    return this.isOldest
      ? next === undefined || Number(next['first']) > this.low
      : Number(block['first']) <= this.high;
  }

  /** Skips the positions before a goal. */
  skipTo(goal: number | undefined): void {
    if (goal === undefined) return;
    if (this.isOldest) this.low = Math.max(this.low, goal);
    else this.high = Math.min(this.high, goal);
  }
}

/** The distances from the first position, in four bytes each. */
export const pack = (positions: readonly number[]): Uint8Array => {
  const [first = 0] = positions;
  const distances = new Uint32Array(positions.length);
  for (let at = 0; at < positions.length; at += 1) distances[at] = (positions[at] ?? 0) - first;
  return new Uint8Array(distances.buffer);
};

/** The positions of a row with `first` and `positions`. */
export const unpack = (row: Row): number[] => {
  const bytes = row['positions'] as Uint8Array;
  const distances = new Uint32Array(bytes.slice().buffer);
  return Array.from(distances, (distance) => Number(row['first']) + distance);
};

/** One position of a row with `first` and `positions`, by its index. */
export const positionIn = (row: Row, index: number): number | undefined => {
  const bytes = row['positions'] as Uint8Array;
  if (index * BYTES >= bytes.byteLength) return undefined;
  // The slice is a copy: the bytes from SQLite need not be aligned to four.
  const [distance = 0] = new Uint32Array(bytes.slice(index * BYTES, (index + 1) * BYTES).buffer);
  return Number(row['first']) + distance;
};

const BYTES = 4;

/** The positions of a block that lie in a span, in the order of the span. */
export const within = (
  positions: readonly number[],
  { low, high, order }: Span,
): readonly number[] => {
  const found = positions.filter((position) => position >= low && position <= high);
  return order === 'oldest' ? found : found.reverse();
};

/** The positions that all of several ordered lists have in common, in order. */
export function* common(lists: readonly Positions[], order: Span['order']): Iterable<number> {
  const isBehind = (a: number, b: number): boolean => (order === 'oldest' ? a < b : a > b);
  const heads = lists.map((list) => list.next());
  for (;;) {
    if (heads.length === 0 || heads.some(({ done }) => done === true)) return;
    const values = heads.map(({ value }) => value as number);
    const goal = values.reduce((far, value) => (isBehind(far, value) ? value : far));
    const isMet = values.every((value) => value === goal);
    if (isMet) yield goal;
    lists.forEach((list, index) => {
      if (isMet) heads[index] = list.next();
      else if (isBehind(values[index] ?? goal, goal)) heads[index] = list.next(goal);
    });
  }
}
