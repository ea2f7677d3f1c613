import {
  applyChanges,
  effectiveKey,
  emptyTree,
  findKey,
  foldName,
  viewKey,
  type RegistryKey,
  type RegistryTree,
  type RegistryView,
  type ViewKey,
} from '#registry';

import { type ReadDatabase } from '../file/database.js';
import { RegistryLoader } from './registry-loader.js';
import { valueChangeAt, type NamedPlace } from './value-change.js';
import { HELD_AT, versionAt, writingOf, type ValueWriting } from './version-blocks.js';

/** The number of levels below a key; `all` for the whole subtree. */
export type Depth = number | 'all';

/** The event that wrote a value of a view. */
export type WrittenAt = (path: string, name: string) => ValueWriting | undefined;

/** A view of a node at a position. */
type Picture = Readonly<{ node: string; view: RegistryView; at: number }>;

/** Past registries, built from the rows that were valid at a position. */
export class RegistryPast {
  constructor(private readonly db: ReadDatabase) {}

  /** The tree under a physical key of a node at a position; undefined if the key did not exist. */
  keyAt(node: string, key: string, at: number): RegistryKey | undefined {
    return findKey(this.treeAt(node, key, at), key);
  }

  /** A registry with a physical key and its subtree alone. */
  treeAt(node: string, key: string, at: number): RegistryTree {
    return this.load(node, { keys: [key], depth: 'all', at }).tree;
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

  /** The same for few values: each is looked up by its name. */
  writersOfFew(node: string, view: RegistryView, at: number): WrittenAt {
    return (path, name) => {
      const key = effectiveKey(path, view);
      const found = valueChangeAt(this.db, { node, key, name }, at);
      return found && writingOf(found.version);
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
