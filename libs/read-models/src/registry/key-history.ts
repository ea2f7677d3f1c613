import { foldName, joinKey } from '#registry';

import { rangeBelow, type ReadDatabase, type Row } from '../file/database.js';
import { type VersionCursor } from './version-cursor.js';

/** The creation or the deletion of a key. */
export type KeyEntry = Readonly<{
  /** Below all places of values, so that an event's values come before its keys. */
  place: number;
  key: string;
  change: 'created' | 'deleted';
  /** Position of the event. */
  since: number;
  /** True for a restore. */
  restored: boolean;
  /** Position of the event that ended what this entry says; undefined if it is true still. */
  until: number | undefined;
}>;

/** A key and its subtree on a node. */
type Subtree = Readonly<{ node: string; folded: string }>;

type Column = 'since' | 'until';

/** The number of rows that are read at once. */
const CHUNK = 256;
/** Key entries have numbers from here on downwards. */
const PLACES = 2 ** 45;

/** The creations and deletions of keys, newest first. */
export class KeyHistory {
  constructor(
    private readonly db: ReadDatabase,
    /** The greatest number of keys that are sorted; beyond it, their node is searched in order. */
    private readonly few: number,
  ) {}

  *entries(subtree: Subtree, after: VersionCursor): Iterable<KeyEntry> {
    const [made, ended] = [
      this.changes(subtree, 'since', after)[Symbol.iterator](),
      this.changes(subtree, 'until', after)[Symbol.iterator](),
    ];
    let [a, b] = [made.next(), ended.next()];
    while (a.done !== true || b.done !== true) {
      const isMade = b.done === true || (a.done !== true && isNewer(a.value, b.value));
      if (isMade) {
        yield a.value as KeyEntry;
        a = made.next();
      } else {
        yield b.value as KeyEntry;
        b = ended.next();
      }
    }
  }

  private *changes(subtree: Subtree, column: Column, after: VersionCursor): Iterable<KeyEntry> {
    const isNarrow = this.isNarrow(subtree);
    let [at, id] = [after.since, after.place + PLACES];
    for (;;) {
      const rows = this.chunk(subtree, { column, isNarrow, at, id });
      for (const row of rows) {
        const entry = column === 'since' ? this.madeBy(row) : this.endedBy(row);
        if (entry !== undefined) yield entry;
      }
      const last = rows.at(-1);
      if (last === undefined || rows.length < CHUNK) return;
      [at, id] = [Number(last[column]), Number(last['id'])];
    }
  }

  /** The plus signs tell SQLite which index to use. */
  private chunk(
    { node, folded }: Subtree,
    { column, isNarrow, at, id }: { column: Column; isNarrow: boolean; at: number; id: number },
  ): readonly Row[] {
    const [key, col] = isNarrow ? ['key', `+${column}`] : ['+key', column];
    const sql = `SELECT * FROM key_versions WHERE node = ? AND ${col} <= ?
      AND (+${column} < ? OR +id < ?) AND (${key} = ? OR (${key} >= ? AND ${key} < ?))
      ORDER BY ${column} DESC, id DESC LIMIT ${CHUNK}`;
    return this.db.all(sql, node, at, at, id, folded, ...rangeBelow(folded));
  }

  private isNarrow({ node, folded }: Subtree): boolean {
    const sql = `SELECT count(*) AS keys FROM (SELECT 1 FROM key_versions
      WHERE node = ? AND (key = ? OR (key >= ? AND key < ?)) LIMIT ?)`;
    const { few } = this;
    const row = this.db.get(sql, node, folded, ...rangeBelow(folded), few + 1);
    return Number(row?.['keys']) <= few;
  }

  /** Undefined for a key that the same event deleted and created: nothing has changed. */
  private madeBy(row: Row): KeyEntry | undefined {
    if (row['made'] !== null) return undefined;
    const until = row['until'] === null ? undefined : Number(row['until']);
    const end =
      until !== undefined && this.isMadeAnew(row, until) ? this.endAfter(row, until) : until;
    return this.entry(row, 'created', { since: Number(row['since']), until: end });
  }

  private endedBy(row: Row): KeyEntry | undefined {
    const since = Number(row['until']);
    if (this.isMadeAnew(row, since)) return undefined;
    const sql = `SELECT min(since) AS since FROM key_versions WHERE node = ? AND key = ? AND since > ?`;
    const next =
      this.db.get(sql, row['node'] ?? null, row['key'] ?? null, since)?.['since'] ?? null;
    return this.entry(row, 'deleted', { since, until: next === null ? undefined : Number(next) });
  }

  private isMadeAnew(row: Row, at: number): boolean {
    const sql = 'SELECT 1 AS one FROM key_versions WHERE node = ? AND key = ? AND since = ?';
    return this.db.get(sql, row['node'] ?? null, row['key'] ?? null, at) !== undefined;
  }

  /** The end of a key that was deleted and created by one event, or by several such events. */
  private endAfter(row: Row, from: number): number | undefined {
    const sql = `SELECT until FROM key_versions WHERE node = ? AND key = ? AND since = ?`;
    const until =
      this.db.get(sql, row['node'] ?? null, row['key'] ?? null, from)?.['until'] ?? null;
    if (until === null) return undefined;
    return this.isMadeAnew(row, Number(until)) ? this.endAfter(row, Number(until)) : Number(until);
  }

  private entry(
    row: Row,
    change: KeyEntry['change'],
    { since, until }: Pick<KeyEntry, 'since' | 'until'>,
  ): KeyEntry {
    const key = joinKey(this.pathOf(row, since), String(row['text']));
    const restored = row[change === 'created' ? 'restored' : 'until_restored'] === 1;
    return { place: Number(row['id']) - PLACES, key, change, since, until, restored };
  }

  /** The path of the key above, in the spelling of its time. */
  private pathOf(row: Row, at: number): string {
    const parent = String(row['parent']);
    if (parent === '') return '';
    const sql = `SELECT parent, text, node FROM key_versions WHERE node = ? AND key = ? AND since <= ?
      ORDER BY since DESC LIMIT 1`;
    const above = this.db.get(sql, row['node'] ?? null, foldName(parent), at);
    return above === undefined ? parent : joinKey(this.pathOf(above, at), String(above['text']));
  }
}

const isNewer = (a: KeyEntry, b: KeyEntry): boolean =>
  a.since === b.since ? a.place > b.place : a.since > b.since;
