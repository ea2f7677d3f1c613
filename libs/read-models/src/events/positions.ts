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
  /** At most so many rows, with `first` and `positions`, that begin between two positions. */
  page: (direction: 'ASC' | 'DESC', range: Range) => readonly Row[];
}>;

type Range = Readonly<{ from: number; to: number; limit: number }>;

/** The blocks of the first read, and the most of a later one: many callers need one position of a list. */
const [FIRST_PAGE, PAGE] = [2, 32];

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
    page: (direction, { from, to, limit }) =>
      db.all(
        `SELECT ${first} AS first, positions FROM ${rows} >= ? AND ${first} <= ?
          ORDER BY ${first} ${direction} LIMIT ?`,
        ...[thing, from, to, limit],
      ),
  };
};

/** The positions in blocks. Whole blocks are skipped if no position in them is needed. */
export function* positionsOf(blocks: Blocks, span: Span): Positions {
  const wanted = new RemainingSpan(span);
  for (const rows of pagesOf(blocks, wanted))
    for (const [index, row] of rows.entries())
      if (wanted.mayBeIn(row, rows[index + 1])) yield* positionsIn(row, wanted);
}

/** The pages of blocks with the rest of a span. */
const pagesOf = (blocks: Blocks, wanted: RemainingSpan): Iterable<readonly Row[]> =>
  wanted.isOldest ? pagesUp(blocks, wanted) : pagesDown(blocks, wanted);

function* pagesUp(blocks: Blocks, wanted: RemainingSpan): Iterable<readonly Row[]> {
  const beginOf = (low: number): number => Number(blocks.begin(low) ?? low);
  let from = beginOf(wanted.low);
  for (const limit of limits()) {
    const rows = blocks.page('ASC', { from, to: wanted.high, limit });
    yield rows;
    if (rows.length < limit) return;
    from = Math.max(lastFirst(rows) + 1, beginOf(wanted.low));
  }
}

/** The block with the lowest position is the first, on the way down, that begins at or before it. */
function* pagesDown(blocks: Blocks, wanted: RemainingSpan): Iterable<readonly Row[]> {
  let to = wanted.high;
  for (const limit of limits()) {
    const rows = blocks.page('DESC', { from: 0, to, limit });
    yield rows;
    if (rows.length < limit || lastFirst(rows) <= wanted.low) return;
    to = Math.min(lastFirst(rows) - 1, wanted.high);
  }
}

function* limits(): Generator<number, never> {
  for (let limit = FIRST_PAGE; ; limit = Math.min(2 * limit, PAGE)) yield limit;
}

/** The first position of the last block of a page. */
const lastFirst = (rows: readonly Row[]): number => Number(rows.at(-1)?.['first']);

function* positionsIn(row: Row, wanted: RemainingSpan): Positions {
  const block = new Block(row);
  block.narrow(wanted);
  for (let found = block.take(wanted.isOldest); found !== undefined;) {
    const goal = yield found;
    wanted.skipTo(goal);
    if (goal !== undefined) block.narrow(wanted);
    found = block.take(wanted.isOldest);
  }
}

/** The positions of a row with `first` and `positions`. */
class Block {
  private readonly first: number;
  /** From the first position. */
  private readonly distances: Uint32Array;
  private begin = 0;
  private end: number;

  constructor(row: Row) {
    const bytes = row['positions'] as Uint8Array;
    this.first = Number(row['first']);
    // The slice is a copy: the bytes from SQLite need not be aligned to four.
    this.distances = new Uint32Array(bytes.slice().buffer);
    this.end = this.distances.length;
  }

  /** Leaves the positions of a span alone. */
  narrow({ low, high }: Span): void {
    this.begin = this.placeOf(low);
    this.end = this.placeOf(high + 1);
  }

  /** Takes the first position that is left, or the last one; undefined if none is. */
  take(isFirst: boolean): number | undefined {
    if (this.begin >= this.end) return undefined;
    const at = isFirst ? this.begin++ : --this.end;
    return this.first + (this.distances[at] ?? 0);
  }

  /** The place of the first position left that is not below one; the end if there is none. */
  private placeOf(position: number): number {
    let { begin, end } = this;
    while (begin < end) {
      const middle = (begin + end) >>> 1;
      if (this.first + (this.distances[middle] ?? 0) < position) begin = middle + 1;
      else end = middle;
    }
    return begin;
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
