import { type ReadDatabase, type Row } from '../file/database.js';
import { type Postings } from '../events/postings.js';

/** The tables of the ledger's terms and of their rows. */
export const LOST_TABLES = { terms: 'lost_terms', postings: 'lost_postings' } as const;

/** The number of rows, and of the places (keys and values) that they stand for. */
export type Total = Readonly<{ rows: number; keys: number; values: number }>;

/** The properties by which rows are counted together; `touched` counts deliberate rows too. */
export type Dimensions = Readonly<
  Partial<
    Record<
      'node' | 'resource' | 'checkpoint' | 'rule' | 'operation' | 'actor' | 'key' | 'touched',
      string
    >
  >
>;

const NAMES = [
  ...(['node', 'resource', 'checkpoint', 'rule'] as const),
  ...(['operation', 'actor', 'key', 'touched'] as const),
] as const;

const NONE: Total = { rows: 0, keys: 0, values: 0 };

/** Counts rows by their common properties. */
export class Tally {
  private readonly totals = new Map<string, Total>();

  count(text: string, { keys, values }: Readonly<{ keys: number; values: number }>): void {
    this.totals.set(text, plus(this.totals.get(text) ?? NONE, { rows: 1, keys, values }));
  }

  /** The sums, each with its properties. */
  as(toDimensions: (text: string) => Dimensions): readonly (readonly [Dimensions, Total])[] {
    return [...this.totals].map(([text, total]) => [toDimensions(text), total]);
  }
}

/**
 * Running totals. Each combination of properties has the sums up to some events, so that the total
 * of any range is the difference of two rows.
 */
export class Totals {
  constructor(
    private readonly db: ReadDatabase,
    private readonly postings: Postings,
  ) {}

  /** Adds the sums of an event's rows. */
  add(position: number, sums: Iterable<readonly [Dimensions, Total]>): void {
    const sql = `INSERT INTO main.lost_totals (term, position, rows, keys, vals) VALUES (?, ?, ?, ?, ?)
      ON CONFLICT DO UPDATE SET rows = excluded.rows, keys = excluded.keys, vals = excluded.vals`;
    for (const [dimensions, more] of sums) {
      const term = this.postings.idOf('#', textOf(dimensions));
      const { rows, keys, values } = plus(this.upTo(term, position), more);
      this.db.run(sql, term, position, rows, keys, values);
    }
  }

  /** The total of rows between two positions, inclusive. */
  of(dimensions: Dimensions, { from, to }: Readonly<{ from: number; to: number }>): Total {
    const term = this.postings.known('#', textOf(dimensions));
    if (term === undefined) return NONE;
    return plus(this.upTo(term, to), this.upTo(term, from - 1), -1);
  }

  private upTo(term: number, position: number): Total {
    const sql = `SELECT rows, keys, vals FROM lost_totals WHERE term = ? AND position <= ?
      ORDER BY position DESC LIMIT 1`;
    const row = this.db.get(sql, term, position);
    return row === undefined ? NONE : toTotal(row);
  }
}

/** The total of a row of the ledger, or of its sums. */
export const toTotal = (row: Row): Total => ({
  rows: Number(row['rows'] ?? 1),
  keys: Number(row['keys']),
  values: Number(row['vals']),
});

export const plus = (a: Total, b: Total, times = 1): Total => ({
  rows: a.rows + times * b.rows,
  keys: a.keys + times * b.keys,
  values: a.values + times * b.values,
});

const textOf = (dimensions: Dimensions): string =>
  JSON.stringify(NAMES.map((name) => dimensions[name] ?? null));
