import { type ReadDatabase } from '../file/database.js';
import { packed, unpacked } from '../varints.js';
import {
  blocksIn,
  pack,
  positionsOf,
  type Blocks,
  type Positions,
  type Span,
} from './positions.js';

/** The positions of a term's events, by the id of the term. */
export const termPositions = (db: ReadDatabase, term: number, span: Span): Positions =>
  positionsOf(blocksIn(db, { table: 'postings', of: 'term', first: 'first' }, term), span);

/** The number of term ids in the cache, so that a frequent term is not looked up again. */
const CACHE_SIZE = 50_000;
/** The tables of terms and of their postings. */
type Tables = Readonly<{
  terms: string;
  postings: string;
  /** True for rows of few bytes, which take longer to read. */
  isCompact?: boolean;
}>;

/**
 * An inverted index: for each term, the positions of its events, in blocks. A transaction writes
 * its blocks at its end, one row for each term.
 */
export class Postings {
  private readonly ids = new Map<string, number>();
  /** By kind and text of a term, which takes less time than joining the two for each event. */
  private open = new Map<string, Map<string, number[]>>();

  constructor(
    private readonly db: ReadDatabase,
    private readonly tables: Tables = { terms: 'terms', postings: 'postings' },
  ) {}

  note(kind: string, text: string, position: number): void {
    const terms = this.open.get(kind);
    if (terms === undefined) this.open.set(kind, new Map([[text, [position]]]));
    else {
      const known = terms.get(text);
      if (known === undefined) terms.set(text, [position]);
      else if (known[known.length - 1] !== position) known.push(position);
    }
  }

  /** Writes the noted rows; called at the end of a transaction. */
  flush(): void {
    for (const [kind, terms] of this.open)
      for (const [text, positions] of terms) this.put(this.idOf(kind, text), positions);
    this.open = new Map();
  }

  /** Writes a row of a term at once. @param positions in ascending order */
  put(term: number, positions: readonly number[]): void {
    const insert = `INSERT OR REPLACE INTO main.${this.tables.postings} (term, first, positions) VALUES (?, ?, ?)`;
    const bytes = this.tables.isCompact === true ? compact(positions) : pack(positions);
    this.db.run(insert, term, positions[0] ?? 0, bytes);
  }

  /** Forgets the noted rows, after an undone transaction or a rebuild. */
  forget(): void {
    this.open = new Map();
    this.ids.clear();
  }

  /** The positions of a term's events. */
  *of(kind: string, text: string, span: Span): Positions {
    const id = this.known(kind, text);
    const columns = { table: this.tables.postings, of: 'term', first: 'first' };
    if (id === undefined) return;
    const blocks = blocksIn(this.db, columns, id);
    yield* positionsOf(this.tables.isCompact === true ? loosened(blocks) : blocks, span);
  }

  /** The id of a term; undefined for a term without events. */
  known(kind: string, text: string): number | undefined {
    const sql = `SELECT id FROM ${this.tables.terms} WHERE text = ?`;
    const id = this.db.get(sql, `${kind}:${text}`)?.['id'];
    return id === undefined ? undefined : Number(id);
  }

  /** The id of a term. A new term gets one. */
  idOf(kind: string, text: string): number {
    const term = `${kind}:${text}`;
    const at = this.ids.get(term);
    if (at !== undefined) return at;
    if (this.ids.size >= CACHE_SIZE) this.ids.clear();
    const id = this.known(kind, text) ?? this.added(term);
    this.ids.set(term, id);
    return id;
  }

  private added(term: string): number {
    const { terms } = this.tables;
    this.db.run(`INSERT INTO main.${terms} (text) VALUES (?)`, term);
    return Number(this.db.get(`SELECT id FROM main.${terms} WHERE text = ?`, term)?.['id']);
  }
}

/** The distance of each position from the one before. */
const compact = (positions: readonly number[]): Uint8Array =>
  packed(positions.map((position, at) => position - (positions[at - 1] ?? positions[0] ?? 0)));

/** The same blocks with rows as `pack` makes them. */
const loosened = ({ begin, page }: Blocks): Blocks => ({
  begin,
  page: (...asked) =>
    page(...asked).map((row) => {
      let position = Number(row['first']);
      const positions = unpacked(row['positions'] as Uint8Array).map(
        (distance) => (position += distance),
      );
      return { ...row, positions: pack(positions) };
    }),
});
