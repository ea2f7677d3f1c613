import {
  applyChanges,
  emptyTree,
  foldName,
  joinKey,
  splitKey,
  type RegistryChange,
  type RegistryTree,
} from '#registry';

import { type Events } from '../events/events.js';
import { rangeBelow, type ReadDatabase, type Row } from '../file/database.js';
import { byDepth, isBelow } from './key-rows.js';
import { type RegistryPast } from './registry-past.js';
import { valueChangeAt } from './value-change.js';
import { Writes } from './writes.js';

/** A physical key of a node. */
export type NodeKey = Readonly<{ node: string; key: string }>;

/** Two positions: the later tree is known, the earlier one is wanted. */
export type Span = Readonly<{ from: number; to: number }>;

const PLACE = 'SELECT id, node, key, name, key_text, text FROM value_places WHERE id = ?';

/**
 * Makes an earlier tree from a later one by the versions between them. Both share what is equal, so
 * that their differences are found without a visit of the rest.
 */
export class Rewind {
  private readonly writes: Writes;

  constructor(
    private readonly db: ReadDatabase,
    private readonly events: Events,
    private readonly past: RegistryPast,
  ) {
    this.writes = new Writes(db);
  }

  /**
   * The places that were written after `from` up to `to` by changes of a key or its subtree;
   * undefined if there are more than `most` places, or events that wrote them.
   */
  placesBetween(
    { node, key }: NodeKey,
    { from, to }: Span,
    most: number,
  ): ReadonlySet<number> | undefined {
    const places = new Set<number>();
    let events = 0;
    for (const position of this.events.touchedAt(node, foldName(key), { after: from, to })) {
      for (const place of this.writes.at(position)) places.add(place);
      events += 1;
      if (Math.max(events, places.size) > most) return undefined;
    }
    return places;
  }

  /** The number of values that a key and its subtree ever had, or `most` if there are more. */
  size({ node, key }: NodeKey, most: number): number {
    const folded = foldName(key);
    const range = [node, folded, ...rangeBelow(folded), most] as const;
    const sql = `SELECT count(*) AS places FROM (SELECT 1 FROM value_places
      WHERE node = ? AND (key = ? OR (key >= ? AND key < ?)) LIMIT ?)`;
    return Number(this.db.get(sql, ...range)?.['places']);
  }

  /**
   * The tree at `from`, as far as the key and its subtree go.
   *
   * @param later the tree at `to`
   * @param places those of `placesBetween`
   */
  tree(later: RegistryTree, asked: NodeKey & Span, places: ReadonlySet<number>): RegistryTree {
    const made = [...this.keysMade(asked)];
    const there = [...this.keysThen(asked, 'from')];
    const values = [...this.valuesThen(asked, asked.from, places)];
    return applyChanges(later, [...made, ...there, ...values]);
  }

  /**
   * The places that differ between two positions, with the keys above: a tree for each of them.
   *
   * @param places those of `placesBetween`
   */
  changed(
    asked: NodeKey & Span,
    places: ReadonlySet<number>,
  ): Readonly<{ from: RegistryTree; to: RegistryTree }> {
    const values = [asked.from, asked.to].map((at) => [...this.valuesThen(asked, at, places)]);
    const ends = (['from', 'to'] as const).flatMap((end) => [...this.keysThen(asked, end)]);
    const keys = new Set([...values.flat(), ...ends].map(({ key }) => key));
    const [from = [], to = []] = values.map((changes) => changes.filter(({ op }) => op === 'set'));
    return {
      from: applyChanges(emptyTree, [...this.keysThere(asked, asked.from, keys), ...from]),
      to: applyChanges(emptyTree, [...this.keysThere(asked, asked.to, keys), ...to]),
    };
  }

  /** Creates those of some keys, and of the keys above them, that were there at a position. */
  private *keysThere(
    { node, key }: NodeKey,
    at: number,
    keys: ReadonlySet<string>,
  ): Iterable<RegistryChange> {
    const seen = new Set<string>();
    const above = splitKey(key).length;
    for (const names of [...keys].map(splitKey))
      for (let depth = Math.max(1, above); depth <= names.length; depth += 1) {
        const path = joinKey(...names.slice(0, depth));
        const folded = foldName(path);
        if (seen.has(folded)) continue;
        seen.add(folded);
        if (this.past.hasKeyAt(node, path, at)) yield { op: 'create-key', key: path };
      }
  }

  /** Deletes the keys that came into being between. */
  private *keysMade({ node, key, from, to }: NodeKey & Span): Iterable<RegistryChange> {
    const folded = foldName(key);
    const sql = `SELECT DISTINCT key FROM key_versions WHERE node = ? AND since > ? AND since <= ?
      AND (+key = ? OR (+key >= ? AND +key < ?)) ORDER BY key`;
    for (const row of this.db.all(sql, node, from, to, folded, ...rangeBelow(folded))) {
      const made = String(row['key']);
      if (!this.past.hasKeyAt(node, made, from)) yield { op: 'delete-key', key: made };
    }
  }

  /** Creates the keys that were there at one end, and that the other end lacks or has anew. */
  private *keysThen(
    { node, key, from, to }: NodeKey & Span,
    end: 'from' | 'to',
  ): Iterable<RegistryChange> {
    const folded = foldName(key);
    const [column, at] = end === 'from' ? ['until', from] : ['since', to];
    const sql = `SELECT key, parent, text FROM key_versions
      WHERE node = ? AND ${column} > ? AND ${column} <= ? AND since <= ? AND ifnull(until > ?, 1)
      AND (+key = ? OR (+key >= ? AND +key < ?))`;
    const paths = new Map<string, string>();
    const rows = this.db.all(sql, node, from, to, at, at, folded, ...rangeBelow(folded));
    for (const row of [...rows].sort(byDepth)) {
      const path = this.pathOf(row, paths);
      paths.set(String(row['key']), path);
      yield { op: 'create-key', key: path };
    }
  }

  private pathOf(row: Row, paths: ReadonlyMap<string, string>): string {
    const parent = String(row['parent']);
    const above = paths.get(parent) ?? parent;
    return above === '' ? String(row['text']) : `${above}\\${String(row['text'])}`;
  }

  /** Gives values the content that they had at a position. */
  private *valuesThen(
    { node, key }: NodeKey,
    at: number,
    places: ReadonlySet<number>,
  ): Iterable<RegistryChange> {
    const folded = foldName(key);
    for (const id of places) {
      const row = this.db.get(PLACE, id);
      if (row?.['node'] !== node || !isBelow(String(row['key']), folded)) continue;
      yield this.valueThen(node, row, at);
    }
  }

  private valueThen(node: string, row: Row, from: number): RegistryChange {
    const place = { node, key: String(row['key']), name: String(row['name']) };
    const version = valueChangeAt(this.db, place, from)?.version;
    const key = String(row['key_text']);
    if (version?.value === undefined) return { op: 'delete-value', key, name: place.name };
    const name = version.spelling ?? String(row['text']);
    return { op: 'set', key, name, value: version.value };
  }
}
