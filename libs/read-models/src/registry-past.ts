import {
  applyChanges,
  effectiveKey,
  emptyTree,
  findKey,
  foldName,
  joinKey,
  splitKey,
  viewKey,
  type RegistryChange,
  type RegistryKey,
  type RegistryTree,
  type RegistryView,
  type ViewKey,
} from '#registry';

import { rangeBelow, type ReadDatabase, type Row } from './database.js';
import { HELD_AT, versionAt } from './version-blocks.js';

/** How deep below a key to look; `all` is everything. */
export type Depth = number | 'all';

/** Who wrote a value: the position of its write. */
export type WrittenAt = (path: string, name: string) => number | undefined;

const HELD = 'since <= ? AND (until IS NULL OR until > ?)';

/** Registries as they were, rebuilt from the rows that held at a position. */
export class RegistryPast {
  constructor(private readonly db: ReadDatabase) {}

  /** The tree under a physical key of a node, as it was; undefined where there was none. */
  keyAt(node: string, key: string, at: number): RegistryKey | undefined {
    return findKey(this.load(node, { keys: [key], depth: 'all', at }).tree, key);
  }

  /** A key as a view showed it, with who wrote its values; undefined where there was none. */
  viewAt(
    node: string,
    { key, view, depth, at }: { key: string; view: RegistryView; depth: Depth; at: number },
  ): Readonly<{ key: ViewKey; writtenAt: WrittenAt }> | undefined {
    const { tree, written } = this.load(node, { keys: sources(key, view), depth, at });
    const found = viewKey(tree, key, view);
    if (found === undefined) return undefined;
    const writtenAt: WrittenAt = (path, name) =>
      written.get(`${foldName(effectiveKey(path, view))}\0${foldName(name)}`);
    return { key: found, writtenAt };
  }

  /** Who wrote the values that a view shows, a key after the other; the last key is at hand. */
  writers(node: string, view: RegistryView, at: number): WrittenAt {
    let last: string | undefined;
    let written = new Map<string, number>();
    return (path, name) => {
      if (path !== last) {
        const key = foldName(effectiveKey(path, view));
        written = new Map();
        for (const row of this.db.all(`${HELD_AT} AND p.key = ?3`, node, at, key)) {
          const held = versionAt(row, at);
          if (held !== undefined) written.set(String(row['name']), held.since);
        }
        last = path;
      }
      return written.get(foldName(name));
    };
  }

  private load(
    node: string,
    { keys, depth, at }: { keys: readonly string[]; depth: Depth; at: number },
  ): Readonly<{ tree: RegistryTree; written: ReadonlyMap<string, number> }> {
    const loading = new Loading(this.db, node, at);
    for (const key of keys) loading.load(key, depth === 'all' ? Infinity : depth + 1);
    return { tree: applyChanges(emptyTree, loading.changes), written: loading.written };
  }
}

/** One pass over the rows of a node that held at a position. */
class Loading {
  readonly changes: RegistryChange[] = [];
  readonly written = new Map<string, number>();
  private readonly done = new Set<string>();

  constructor(
    private readonly db: ReadDatabase,
    private readonly node: string,
    private readonly at: number,
  ) {}

  load(key: string, depth: number): void {
    const exists = key === '' ? true : this.keyRow(foldName(key)) !== undefined;
    if (!exists) return;
    if (depth === Infinity) this.loadAll(key);
    else this.loadLevels(key, depth);
  }

  private keyRow(key: string): Row | undefined {
    const sql = `SELECT text FROM key_versions WHERE node = ? AND key = ? AND ${HELD}`;
    return this.db.get(sql, this.node, key, this.at, this.at);
  }

  private loadLevels(key: string, depth: number): void {
    const folded = foldName(key);
    if (this.done.has(`${depth}/${folded}`)) return;
    this.done.add(`${depth}/${folded}`);
    this.takeKey(key);
    for (const row of this.db.all(`${HELD_AT} AND p.key = ?3`, this.node, this.at, folded))
      this.takeValue(key, row);
    if (depth === 0) return;
    const keys = `SELECT text FROM key_versions WHERE node = ? AND parent = ? AND ${HELD}`;
    for (const { text } of this.db.all(keys, this.node, folded, this.at, this.at))
      this.loadLevels(joinKey(key, String(text)), depth - 1);
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
    this.written.set(`${String(row['key'])}\0${String(row['name'])}`, held.since);
  }
}

const byDepth = (a: Row, b: Row): number =>
  splitKey(String(a['key'])).length - splitKey(String(b['key'])).length;

/**
 * The physical keys that a view of a key may show: its own, that of the other view, and where links
 * lead from it.
 */
const sources = (key: string, view: RegistryView): readonly string[] => {
  const own = effectiveKey(key, view);
  const found = new Map([[foldName(own), own]]);
  const add = (more: string): void => {
    if (!found.has(foldName(more))) found.set(foldName(more), more);
  };
  if (view === '32-bit') add(effectiveKey(key, '64-bit'));
  if (['SOFTWARE', ''].includes(foldName(key).split('\\')[0] ?? '')) {
    add('SOFTWARE\\Classes');
    add('SOFTWARE\\Wow6432Node');
  }
  if (foldName(key) === 'SYSTEM' || key === '') add('SYSTEM\\ControlSet001');
  return [...found.values()];
};
