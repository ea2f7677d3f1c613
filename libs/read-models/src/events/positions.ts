import { type ReadDatabase, type Row } from '../file/database.js';

/** Between which positions, inclusive, and in which order. */
export type Span = Readonly<{ low: number; high: number; order: 'oldest' | 'newest' }>;

/**
 * Positions in the order of a span. Whoever asks for the next one may say which it needs at least
 * (at most, where the newest come first): those before that one need not be told.
 */
export type Positions = Generator<number, void, number | undefined>;

/** Blocks of positions, by their first ones; no two overlap. */
export type Blocks = Readonly<{
  /** The first position of the last block that begins at or before one; null where none does. */
  begin: (position: number) => Row[string] | undefined;
  /** Rows with `first` and `positions` that begin between two positions, `PAGE` at most. */
  page: (direction: 'ASC' | 'DESC', from: number, to: number) => readonly Row[];
}>;

/** So many blocks are read at once. */
export const PAGE = 32;

/** Where a table has blocks: what they are of, and their first positions. */
type Columns = Readonly<{ table: string; of: string; first: string }>;

/** The blocks of a table that are of one thing. */
export const blocksIn = (
  db: ReadDatabase,
  { table, of, first }: Columns,
  thing: string | number,
): Blocks => {
  const rows = `${table} WHERE ${of} = ? AND ${first}`;
  return {
    begin: (position) =>
      db.get(`SELECT max(${first}) AS first FROM main.${rows} <= ?`, thing, position)?.['first'],
    page: (direction, from, to) =>
      db.all(
        `SELECT ${first} AS first, positions FROM ${rows} >= ? AND ${first} <= ?
          ORDER BY ${first} ${direction} LIMIT ${PAGE}`,
        ...[thing, from, to],
      ),
  };
};

/** The positions in blocks; whole blocks that nobody needs are passed over. */
export function* positionsOf(blocks: Blocks, span: Span): Positions {
  const wanted = new Wanted(span);
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

function* positionsIn(row: Row, wanted: Wanted): Positions {
  for (const position of within(unpack(row), wanted)) {
    if (position < wanted.low || position > wanted.high) continue;
    wanted.goOn(yield position);
  }
}

/** What of a span is still to be told. */
class Wanted implements Span {
  readonly order: Span['order'];
  low: number;
  high: number;

  constructor({ low, high, order }: Span) {
    [this.low, this.high, this.order] = [low, high, order];
  }

  get isOldest(): boolean {
    return this.order === 'oldest';
  }

  /** Whether a block may hold some of it. */
  mayBeIn(block: Row, next: Row | undefined): boolean {
    return this.isOldest
      ? next === undefined || Number(next['first']) > this.low
      : Number(block['first']) <= this.high;
  }

  /** Nothing before a goal is needed any more. */
  goOn(goal: number | undefined): void {
    if (goal === undefined) return;
    if (this.isOldest) this.low = Math.max(this.low, goal);
    else this.high = Math.min(this.high, goal);
  }
}

/** Distances from the first one, in four bytes each. */
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

/** One position of a row with `first` and `positions`, by its place among them. */
export const positionIn = (row: Row, index: number): number | undefined => {
  const bytes = row['positions'] as Uint8Array;
  if (index * BYTES >= bytes.byteLength) return undefined;
  // A copy of its own: what SQLite gives need not begin where four bytes do.
  const [distance = 0] = new Uint32Array(bytes.slice(index * BYTES, (index + 1) * BYTES).buffer);
  return Number(row['first']) + distance;
};

const BYTES = 4;

/** Those of a block that lie in a span, in its order. */
export const within = (
  positions: readonly number[],
  { low, high, order }: Span,
): readonly number[] => {
  const found = positions.filter((position) => position >= low && position <= high);
  return order === 'oldest' ? found : found.reverse();
};

/** What all of some ordered lists have in common, in their order. */
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
