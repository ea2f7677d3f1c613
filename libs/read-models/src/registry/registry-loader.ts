import { foldName, joinKey, type RegistryChange } from '#registry';

import { rangeBelow, type ReadDatabase, type Row } from '../file/database.js';
import { byDepth } from './key-rows.js';
import { HELD_AT, versionAt, writingOf, type ValueWriting } from './version-blocks.js';

const HELD = 'since <= ? AND (until IS NULL OR until > ?)';

/** A view may show a key one level higher than its physical place. */
const NAMED_LEVELS = 2;

/** One pass over the rows of a node that were valid at a position. */
export class RegistryLoader {
  readonly changes: RegistryChange[] = [];
  readonly written = new Map<string, ValueWriting>();
  private readonly done = new Set<string>();

  constructor(
    private readonly db: ReadDatabase,
    private readonly node: string,
    private readonly at: number,
  ) {}

  load(key: string, depth: number): void {
    if (key !== '' && !this.hasKey(key)) return;
    if (depth === Infinity) this.loadAll(key);
    else this.loadLevels(key, depth);
  }

  /** Loads a key with its values, and the names of its subkeys down to `NAMED_LEVELS`. */
  loadOne(key: string): void {
    if (key !== '' && !this.hasKey(key)) return;
    this.takeKey(key);
    this.takeValues(key);
    this.takeNames(key, NAMED_LEVELS);
  }

  hasKey(key: string): boolean {
    const sql = `SELECT text FROM key_versions WHERE node = ? AND key = ? AND ${HELD}`;
    return this.db.get(sql, this.node, foldName(key), this.at, this.at) !== undefined;
  }

  private loadLevels(key: string, depth: number): void {
    const folded = foldName(key);
    if (this.done.has(`${depth}/${folded}`)) return;
    this.done.add(`${depth}/${folded}`);
    this.takeKey(key);
    this.takeValues(key);
    if (depth === 0) return;
    for (const child of this.below(key)) this.loadLevels(child, depth - 1);
  }

  private takeNames(key: string, levels: number): void {
    if (levels === 0) return;
    for (const child of this.below(key)) {
      this.takeKey(child);
      this.takeNames(child, levels - 1);
    }
  }

  private takeValues(key: string): void {
    const sql = `${HELD_AT} AND p.key = ?3`;
    for (const row of this.db.all(sql, this.node, this.at, foldName(key))) this.takeValue(key, row);
  }

  /** The keys directly in a key. */
  private below(key: string): readonly string[] {
    const keys = `SELECT text FROM key_versions WHERE node = ? AND parent = ? AND ${HELD}`;
    return this.db
      .all(keys, this.node, foldName(key), this.at, this.at)
      .map(({ text }) => joinKey(key, String(text)));
  }

  private loadAll(key: string): void {
    const folded = foldName(key);
    const [from, to] = rangeBelow(folded);
    const where = `node = ? AND (key = ? OR (key >= ? AND key < ?)) AND ${HELD}`;
    const range = [this.node, folded, from, to, this.at, this.at] as const;
    this.takeKey(key);
    const paths = new Map([[folded, key]]);
    const keys = this.db.all(`SELECT key, parent, text FROM key_versions WHERE ${where}`, ...range);
    for (const row of [...keys].sort(byDepth)) {
      const path =
        paths.get(String(row['key'])) ??
        joinKey(paths.get(String(row['parent'])) ?? String(row['parent']), String(row['text']));
      paths.set(String(row['key']), path);
      this.takeKey(path);
    }
    const below = `${HELD_AT} AND (p.key = ?3 OR (p.key >= ?4 AND p.key < ?5))`;
    for (const row of this.db.all(below, this.node, this.at, folded, from, to))
      this.takeValue(paths.get(String(row['key'])) ?? String(row['key_text']), row);
  }

  private takeKey(key: string): void {
    if (key !== '') this.changes.push({ op: 'create-key', key });
  }

  private takeValue(key: string, row: Row): void {
    const held = versionAt(row, this.at);
    if (held === undefined) return;
    const name = held.spelling ?? String(row['text']);
    this.changes.push({ op: 'set', key, name, value: held.value });
    this.written.set(`${String(row['key'])}\0${String(row['name'])}`, writingOf(held));
  }
}
