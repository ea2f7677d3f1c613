import { type ReadDatabase, type Row } from './database.js';

/** Between which positions, inclusive, and in which order. */
export type Span = Readonly<{ low: number; high: number; order: 'oldest' | 'newest' }>;

/** Ids of terms at hand, so that a hot one is not looked up again. */
const AT_HAND = 50_000;
const PAGE = 32;

/**
 * Which events are about what: for each term the positions of its events, in blocks. The blocks of
 * one transaction are written at its end, one row a term, however many events it had.
 */
export class Postings {
  private readonly ids = new Map<string, number>();
  /** By the kind of a term and its text, which is cheaper than to join them for each event. */
  private open = new Map<string, Map<string, number[]>>();

  constructor(private readonly db: ReadDatabase) {}

  note(kind: string, text: string, position: number): void {
    const terms = this.open.get(kind);
    if (terms === undefined) this.open.set(kind, new Map([[text, [position]]]));
    else {
      const known = terms.get(text);
      if (known === undefined) terms.set(text, [position]);
      else if (known[known.length - 1] !== position) known.push(position);
    }
  }

  /** Writes what was noted; at the end of a transaction. */
  flush(): void {
    const insert = 'INSERT OR REPLACE INTO postings (term, first, positions) VALUES (?, ?, ?)';
    for (const [kind, terms] of this.open)
      for (const [text, positions] of terms)
        this.db.run(insert, this.idOf(`${kind}:${text}`), positions[0] ?? 0, pack(positions));
    this.open = new Map();
  }

  /** After a transaction that was undone, or the tables were emptied. */
  forget(): void {
    this.open = new Map();
    this.ids.clear();
  }

  /** The positions of a term's events. */
  *of(kind: string, text: string, span: Span): Iterable<number> {
    const id = this.db.get('SELECT id FROM terms WHERE text = ?', `${kind}:${text}`)?.['id'];
    if (id !== undefined) yield* this.blocks(Number(id), span);
  }

  /** The positions of the events of all terms between two texts, the second one left out. */
  between(terms: readonly (readonly [from: string, to: string])[], span: Span): Iterable<number> {
    const found = new Set<number>();
    for (const [from, to] of terms)
      for (const { id } of this.db.all(
        'SELECT id FROM terms WHERE text >= ? AND text < ?',
        from,
        to,
      ))
        for (const position of this.blocks(Number(id), span)) found.add(position);
    return [...found].sort((a, b) => (span.order === 'oldest' ? a - b : b - a));
  }

  private *blocks(term: number, span: Span): Iterable<number> {
    const order = span.order === 'oldest' ? 'ASC' : 'DESC';
    const sql = `SELECT first, positions FROM postings WHERE term = ? AND first >= ? AND first <= ?
      ORDER BY first ${order} LIMIT ${PAGE}`;
    let [from, to] = [this.blockBefore(term, span.low), span.high];
    for (;;) {
      const rows = this.db.all(sql, term, from, to);
      for (const row of rows) yield* within(unpack(row), span);
      if (rows.length < PAGE) return;
      const last = Number(rows.at(-1)?.['first']);
      [from, to] = span.order === 'oldest' ? [last + 1, to] : [from, last - 1];
    }
  }

  /** A span may begin inside a block. */
  private blockBefore(term: number, position: number): number {
    const sql = 'SELECT max(first) AS first FROM postings WHERE term = ? AND first <= ?';
    return Number(this.db.get(sql, term, position)?.['first'] ?? position);
  }

  private idOf(term: string): number {
    const known = this.ids.get(term);
    if (known !== undefined) return known;
    if (this.ids.size >= AT_HAND) this.ids.clear();
    this.db.run('INSERT OR IGNORE INTO terms (text) VALUES (?)', term);
    const id = Number(this.db.get('SELECT id FROM terms WHERE text = ?', term)?.['id']);
    this.ids.set(term, id);
    return id;
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

/** Those of a block that lie in a span, in its order. */
export const within = (
  positions: readonly number[],
  { low, high, order }: Span,
): readonly number[] => {
  const found = positions.filter((position) => position >= low && position <= high);
  return order === 'oldest' ? found : found.reverse();
};

/** What all of some ordered lists have in common, in their order. */
export function* common(
  lists: readonly Iterable<number>[],
  order: Span['order'],
): Iterable<number> {
  const iterators = lists.map((list) => list[Symbol.iterator]());
  const heads = iterators.map((iterator) => iterator.next());
  const isBehind = (a: number, b: number): boolean => (order === 'oldest' ? a < b : a > b);
  for (;;) {
    const [first] = heads;
    if (first === undefined || heads.some(({ done }) => done === true)) return;
    const values = heads.map(({ value }) => value as number);
    const goal = values.reduce((far, value) => (isBehind(far, value) ? value : far));
    if (values.every((value) => value === goal)) {
      yield goal;
      heads.forEach((_, index) => (heads[index] = iterators[index]?.next() ?? first));
      continue;
    }
    values.forEach((value, index) => {
      if (isBehind(value, goal)) heads[index] = iterators[index]?.next() ?? first;
    });
  }
}
