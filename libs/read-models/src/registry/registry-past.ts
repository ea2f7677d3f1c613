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

import { rangeBelow, type ReadDatabase, type Row } from '../file/database.js';
import { valueChangeAt, type NamedPlace } from './value-change.js';
import { HELD_AT, originOf, versionAt, type Version } from './version-blocks.js';

/** The number of levels below a key; `all` for the whole subtree. */
export type Depth = number | 'all';

/** The event that wrote a value: its position and, for a restore, that of the first edit. */
export type ValueWriting = Readonly<{ position: number; origin: number | undefined }>;

/** The event that wrote a value of a view. */
export type WrittenAt = (path: string, name: string) => ValueWriting | undefined;

const HELD = 'since <= ? AND (until IS NULL OR until > ?)';

/** A view may show a key one level higher than its physical place. */
const NAMED_LEVELS = 2;

/** A view of a node at a position. */
type Picture = Readonly<{ node: string; view: RegistryView; at: number }>;

/** Past registries, built from the rows that were valid at a position. */
export class RegistryPast {
  constructor(private readonly db: ReadDatabase) {}

  /** The tree under a physical key of a node at a position; undefined if the key did not exist. */
  keyAt(node: string, key: string, at: number): RegistryKey | undefined {
    return findKey(this.load(node, { keys: [key], depth: 'all', at }).tree, key);
  }

  /** True if a node had a physical key. */
  hasKeyAt(node: string, key: string, at: number): boolean {
    return key === '' || new RegistryLoader(this.db, node, at).hasKey(key);
  }

  /** The content of a value at a position, with its last change; undefined if it was never written. */
  changeAt(place: NamedPlace, at: number): ReturnType<typeof valueChangeAt> {
    return valueChangeAt(this.db, place, at);
  }

  /** A key in a view, with the positions of its values; undefined if it did not exist. */
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

  /** The writers of the values that a view shows. The last key is cached, so ask key by key. */
  writers(node: string, view: RegistryView, at: number): WrittenAt {
    let last: string | undefined;
    let written = new Map<string, ValueWriting>();
    return (path, name) => {
      if (path !== last) {
        const key = foldName(effectiveKey(path, view));
        written = new Map();
        for (const row of this.db.all(`${HELD_AT} AND p.key = ?3`, node, at, key)) {
          const held = versionAt(row, at);
          if (held !== undefined) written.set(String(row['name']), writingOf(held));
        }
        last = path;
      }
      return written.get(foldName(name));
    };
  }

  /**
   * A whole view at a position, of any size. Each key is read when the iteration reaches it, and
   * not kept. The past does not change, so the parts fit together.
   */
  walkAt(
    node: string,
    { key, view, at }: { key: string; view: RegistryView; at: number },
  ): Readonly<{ key: ViewKey; writtenAt: WrittenAt }> | undefined {
    const found = this.walked({ node, view, at }, key);
    return found && { key: found, writtenAt: this.writers(node, view, at) };
  }

  private walked(picture: Picture, key: string): ViewKey | undefined {
    const loading = new RegistryLoader(this.db, picture.node, picture.at);
    for (const source of sources(key, picture.view)) loading.loadOne(source);
    const found = viewKey(applyChanges(emptyTree, loading.changes), key, picture.view);
    return found && { ...found, keys: () => this.children(picture, found) };
  }

  private *children(picture: Picture, key: ViewKey): Iterable<ViewKey> {
    for (const { path } of key.keys()) {
      const child = this.walked(picture, path);
      if (child !== undefined) yield child;
    }
  }

  private load(
    node: string,
    { keys, depth, at }: { keys: readonly string[]; depth: Depth; at: number },
  ): Readonly<{ tree: RegistryTree; written: ReadonlyMap<string, ValueWriting> }> {
    const loading = new RegistryLoader(this.db, node, at);
    for (const key of keys) loading.load(key, depth === 'all' ? Infinity : depth + 1);
    return { tree: applyChanges(emptyTree, loading.changes), written: loading.written };
  }
}

/** One pass over the rows of a node that were valid at a position. */
class RegistryLoader {
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

const writingOf = (version: Version): ValueWriting => ({
  position: version.since,
  origin: originOf(version),
});

const byDepth = (a: Row, b: Row): number =>
  splitKey(String(a['key'])).length - splitKey(String(b['key'])).length;

/**
 * The physical keys that a key of a view may show: its own, that of the other view, and the targets
 * of links.
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
