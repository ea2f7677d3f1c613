import { toPosition, type Position } from '#event-store';
import { foldName, type RegistryValue } from '#registry';

import { type ReadDatabase, type Row } from '../../file/database.js';
import { takePage, type Paged, type Sized } from '../../pages.js';
import { common, type Positions, type Span } from '../../events/positions.js';
import { Postings } from '../../events/postings.js';
import { lineageOf } from '../../registry/key-rows.js';
import { merged } from '../../events/merged.js';
import { type LossRule, type Victim } from './place-change.js';
import { LOST_TABLES, plus, Totals, toTotal, type Dimensions, type Total } from '../totals.js';

/** The size of a subtree that exists on one side only. */
export type Subtree = Readonly<{ keys: number; values: number; hash: string }>;

/** The content of a place: a value, a subtree or a key container. */
export type Side =
  Readonly<{ value: RegistryValue }> | Subtree | Readonly<{ fingerprint: string }> | undefined;

/** The capture whose stored copy was displaced. */
export type CopySource = Readonly<{ checkpoint: string; capture: number; effectiveKey: string }>;

/** A place, or a whole subtree, that was overwritten and lost. It has ids, not names. */
export type LostWrite = Readonly<{
  id: string;
  /** Its number: later rows have greater ones. */
  seq: number;
  /** Null if an operator's restore changed the place and no rule calls it lost. */
  rule: LossRule | null;
  node: string;
  resource: string;
  checkpoint: string;
  /** A physical key, or `Type\Provider\Container`. */
  key: string;
  /** Null for a key with its subtree, and for a key container. */
  name: string | null;
  /** Undefined for an absence. */
  lost: Side;
  kept: Side;
  /** Position of the last write that was lost; undefined if the place was never written. */
  written: Position | undefined;
  /** Position of the overwriting event. */
  overwritten: Position;
  /** The stored copy that had the place; undefined if the node had it. */
  source: CopySource | undefined;
  edits: number;
  victims: readonly Victim[];
  isDeliberate: boolean;
}>;

export type LostWriteFilter = Readonly<{
  node?: string;
  resource?: string;
  checkpoint?: string;
  rule?: string;
  operation?: string;
  /** An actor of a lost edit. */
  actor?: string;
  /** A physical key: finds rows at or below it, and rows of subtrees that contain it. */
  key?: string;
  /** Positions of the overwriting event, inclusive. */
  from?: Position;
  to?: Position;
}>;

/** The places that an operation lost, or that its command displaced. */
export type LostTogether = Total & Readonly<{ items: readonly LostWrite[]; more: boolean }>;

const END = Number.MAX_SAFE_INTEGER;
const TERMS = [
  ...([
    ['node', 'n'],
    ['resource', 'x'],
    ['checkpoint', 'c'],
    ['rule', 'r'],
  ] as const),
  ...([
    ['operation', 'o'],
    ['actor', 'a'],
  ] as const),
] as const;

/** The combinations of filters whose totals are calculated when rows are added. */
const COUNTED: readonly (readonly (keyof Dimensions & keyof LostWriteFilter)[])[] = [
  ['node', 'checkpoint', 'rule'],
  ['node', 'resource', 'rule'],
  ['operation'],
  ['actor'],
];

/** The ledger: the places that restores have overwritten. */
export class LostWrites {
  private readonly postings: Postings;
  private readonly totals: Totals;

  constructor(
    private readonly db: ReadDatabase,
    /** True when the subtree of a row had a key. */
    private readonly contains: (row: LostWrite, folded: string) => boolean,
  ) {
    this.postings = new Postings(db, LOST_TABLES);
    this.totals = new Totals(db, this.postings);
  }

  /** All rows that a filter finds, newest first. */
  all(filter: LostWriteFilter): Iterable<Sized<LostWrite>> {
    return this.found(this.seqs(filter, undefined));
  }

  /** The texts of a property that rows have had, at most as many. */
  textsOf(property: (typeof TERMS)[number][0], most: number): readonly string[] {
    const kind = TERMS.find(([name]) => name === property)?.[1] ?? '';
    const [from, to] = [`${kind}:`, `${kind};`];
    const sql = 'SELECT text FROM lost_terms WHERE text >= ? AND text < ? ORDER BY text LIMIT ?';
    return this.db.all(sql, from, to, most).map((row) => String(row['text']).slice(from.length));
  }

  /** Newest first; `cursor` is the id of the last row of the previous page. */
  page(filter: LostWriteFilter, limit: number, cursor: string | undefined): Paged<LostWrite> {
    const last = cursor === undefined ? undefined : (this.get(cursor)?.seq ?? 0);
    return takePage(this.found(this.seqs(filter, last)), limit);
  }

  /** The number of rows that a filter finds, and of the places that they stand for. */
  total(filter: LostWriteFilter): Total {
    const { from = 0n, to = BigInt(END), ...about } = filter;
    const asked = Object.keys(about) as (keyof typeof about)[];
    const counted = COUNTED.find((names) => asked.every((name) => names.includes(name as never)));
    const range = { from: Number(from), to: Number(to) };
    if (counted !== undefined) return this.totals.of(about, range);
    let total: Total = { rows: 0, keys: 0, values: 0 };
    const sql = 'SELECT keys, vals FROM lost_writes WHERE seq = ?';
    for (const seq of this.seqs(filter, undefined)) {
      const row = this.db.get(sql, seq);
      if (row !== undefined) total = plus(total, toTotal(row));
    }
    return total;
  }

  /** The places that an operation overwrote, up to a position. */
  together(operation: string, to: Position, limit: number): LostTogether {
    const span = this.spanOf({ to }, undefined);
    const seqs = this.postings.of('w', operation, span);
    const { items, isLast } = takePage(this.found(seqs), limit);
    const total = this.totals.of({ touched: operation }, { from: 0, to: Number(to) });
    return { ...total, items, more: !isLast };
  }

  get(id: string): LostWrite | undefined {
    const row = this.db.get('SELECT * FROM lost_writes WHERE id = ?', id);
    return row && toLostWrite(row);
  }

  private *found(seqs: Iterable<number>): Iterable<Sized<LostWrite>> {
    for (const seq of seqs) {
      const row = this.row(seq);
      if (row === undefined) continue;
      const size = String(row['lost']).length + String(row['kept']).length;
      yield { item: toLostWrite(row), size };
    }
  }

  private seqs(filter: LostWriteFilter, last: number | undefined): Iterable<number> {
    const span = this.spanOf(filter, last);
    const lists = TERMS.flatMap(([field, kind]) => {
      const text = filter[field];
      return text === undefined ? [] : [this.postings.of(kind, text, span)];
    });
    if (filter.key !== undefined) lists.push(this.about(foldName(filter.key), span));
    return common(lists.length > 0 ? lists : [this.postings.of('*', '', span)], span.order);
  }

  /** The rows at a key or below it, and rows of subtrees that contained it. */
  private about(folded: string, span: Span): Positions {
    const [, ...above] = lineageOf(folded);
    const subtrees = above.map((key) => this.containing(this.postings.of('s', key, span), folded));
    return merged([this.postings.of('k', folded, span), ...subtrees], span.order);
  }

  private *containing(seqs: Positions, folded: string): Positions {
    for (const seq of seqs) {
      const row = this.row(seq);
      if (row !== undefined && this.contains(toLostWrite(row), folded)) yield seq;
    }
  }

  private row(seq: number): Row | undefined {
    return this.db.get('SELECT * FROM lost_writes WHERE seq = ?', seq);
  }

  private spanOf(
    { from, to }: Pick<LostWriteFilter, 'from' | 'to'>,
    last: number | undefined,
  ): Span {
    const first = 'SELECT min(seq) AS seq FROM lost_writes WHERE position >= ?';
    const final =
      'SELECT seq FROM lost_writes WHERE position <= ? ORDER BY position DESC, seq DESC LIMIT 1';
    const low = from === undefined ? 0 : Number(this.db.get(first, Number(from))?.['seq'] ?? END);
    const high = to === undefined ? END : Number(this.db.get(final, Number(to))?.['seq'] ?? 0);
    return { low, high: Math.min(high, last === undefined ? END : last - 1), order: 'newest' };
  }
}

const toLostWrite = (row: Row): LostWrite => {
  const name = row['name'] === null ? null : String(row['name']);
  return {
    id: String(row['id']),
    seq: Number(row['seq']),
    rule: row['rule'] as LossRule | null,
    node: String(row['node']),
    resource: String(row['resource']),
    checkpoint: String(row['checkpoint']),
    key: String(row['key']),
    name,
    lost: sideOf(row['lost'], name),
    kept: sideOf(row['kept'], name),
    written: row['written'] === null ? undefined : positionOf(row['written']),
    overwritten: positionOf(row['position']),
    source: row['source'] === null ? undefined : (JSON.parse(String(row['source'])) as CopySource),
    edits: Number(row['edits']),
    victims: JSON.parse(String(row['victims'])) as Victim[],
    isDeliberate: row['deliberate'] === 1,
  };
};

const positionOf = (column: Row[string] | undefined): Position =>
  toPosition(BigInt(Number(column)));

/** The content of a place, by its JSON. @param name null for a subtree and a key container */
export const sideOf = (json: Row[string] | undefined, name: string | null): Side => {
  if (json === null || json === undefined) return undefined;
  const side = JSON.parse(String(json)) as unknown;
  return name === null ? (side as Side) : { value: side as RegistryValue };
};
