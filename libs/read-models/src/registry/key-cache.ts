import { foldName, joinKey, splitKey } from '#registry';

import { Bulk } from '../file/bulk.js';
import { rangeBelow, type ReadDatabase, type Row } from '../file/database.js';
import { lineageOf, creationOf } from './key-rows.js';
import { type Touched } from '../ledger/losses/touched.js';
import { type Place, type Writing } from '../places.js';

/** A key of a node in the cache, with all its spellings. */
export type CachedKey = {
  readonly node: string;
  readonly folded: string;
  /** The folded key and all its ancestors, up to the root. */
  readonly lineage: readonly string[];
  /** Its values by their names as typed. `folded`: by their folded names. */
  readonly spelled: Map<string, Place>;
  readonly places: Map<string, Place>;
  /**
   * The number of deletions of keys when this one was last known to exist; undefined if it may not.
   */
  presentSince: number | undefined;
  /** True if the open transaction created the key, so that the file has no value of it. */
  isFresh: boolean;
};

const COLUMNS = ['node', 'key', 'parent', 'text', 'since', 'revision', 'restored', 'made'] as const;

/** The write of an event, and the record of the places that it changes. */
type KeyWrite = Readonly<{ writing: Writing; touched?: Touched | undefined }>;

/** The greatest number of keys and values in the cache. */
const CACHE_SIZE = 50_000;

/** The lifetimes of keys, from write to write. A cached key is not looked up again. */
export class KeyCache {
  private readonly rows: Bulk;
  /** By node, then by key as typed. */
  private readonly spelled = new Map<string, Map<string, CachedKey>>();
  private readonly folded = new Map<string, CachedKey>();
  private fresh: CachedKey[] = [];
  private ended = 0;
  /** The number of keys and values in the cache. */
  private size = 0;

  constructor(private readonly db: ReadDatabase) {
    this.rows = new Bulk(db, 'key_versions', COLUMNS);
  }

  of(node: string, text: string): CachedKey {
    const known = this.spelled.get(node) ?? this.ofNode(node);
    const cached = known.get(text);
    if (cached !== undefined) return cached;
    const key = this.folds(node, foldName(text));
    known.set(text, key);
    return key;
  }

  /** A key by its folded form. */
  folds(node: string, folded: string): CachedKey {
    const id = `${node}/${folded}`;
    const known = this.folded.get(id);
    if (known !== undefined) return known;
    const key: CachedKey = {
      node,
      folded,
      lineage: lineageOf(folded),
      spelled: new Map(),
      places: new Map(),
      presentSince: undefined,
      isFresh: false,
    };
    this.folded.set(id, key);
    this.size += 1;
    return key;
  }

  /** Counts another cached value. */
  grow(): void {
    this.size += 1;
  }

  /** Makes a key and its ancestors exist from a write on, unless they already do. */
  ensure(key: CachedKey, text: string, how: KeyWrite): void {
    if (key.presentSince === this.ended || key.folded === '') return;
    const names = splitKey(text);
    for (let depth = names.length; depth > 0; depth -= 1)
      if (!this.ensureOne(key.node, names.slice(0, depth), how)) return;
  }

  /** @returns true if the key did not exist, or was not known to */
  private ensureOne(
    node: string,
    names: readonly string[],
    { writing, touched }: KeyWrite,
  ): boolean {
    const path = joinKey(...names);
    const key = this.of(node, path);
    if (key.presentSince === this.ended) return false;
    key.presentSince = this.ended;
    const last = this.last(key);
    if (last?.['until'] === null) return false;
    touched?.made(key.folded, path, last);
    const parent = foldName(joinKey(...names.slice(0, -1)));
    this.make(key, [parent, names.at(-1) ?? ''], { writing, last });
    return true;
  }

  /** Creates a key. If the same event deleted it, its state has not changed. */
  private make(
    { node, folded }: CachedKey,
    [parent, text]: readonly [parent: string, text: string],
    { writing, last }: Readonly<{ writing: Writing; last: Row | undefined }>,
  ): void {
    const { position, revision, restored } = writing;
    const row = [node, folded, parent, text, position] as const;
    if (last?.['until'] !== position) {
      this.rows.add(...row, revision, restored ? 1 : 0, null);
      return;
    }
    const made = creationOf(last);
    this.rows.add(...row, made.revision, made.restored ? 1 : 0, made.position);
  }

  /**
   * Ends the life of a key and its subtree at a write. @param text the key as the change spells it
   */
  end(
    { folded, text }: Readonly<{ folded: string; text: string }>,
    { writing: { node, position, revision, restored }, touched }: KeyWrite,
  ): void {
    this.rows.flush();
    this.ended += 1;
    const where = 'node = ? AND (key = ? OR (key >= ? AND key < ?)) AND until IS NULL';
    const range = [node, folded, ...rangeBelow(folded)] as const;
    if (touched !== undefined)
      touched.ended(text, this.db.all(`SELECT * FROM key_versions WHERE ${where}`, ...range));
    // A key that one event creates and deletes was never visible.
    this.db.run(`DELETE FROM main.key_versions WHERE ${where} AND since = ?`, ...range, position);
    this.db.run(
      `UPDATE main.key_versions SET until = ?, until_revision = ?, until_restored = ? WHERE ${where}`,
      ...[position, revision, restored ? 1 : 0, ...range],
    );
  }

  flush(): void {
    this.rows.flush();
    for (const key of this.fresh) key.isFresh = false;
    this.fresh = [];
  }

  /** Empties a large cache, once all of it is in the file. */
  trim(): void {
    if (this.size < CACHE_SIZE) return;
    this.spelled.clear();
    this.folded.clear();
    this.size = 0;
  }

  /** The last row of a key. Rows that wait to be written belong to keys that are known to exist. */
  private last(key: CachedKey): Row | undefined {
    const sql = 'SELECT * FROM key_versions WHERE node = ? AND key = ? ORDER BY since DESC LIMIT 1';
    const last = this.db.get(sql, key.node, key.folded);
    if (last === undefined) {
      key.isFresh = true;
      this.fresh.push(key);
    }
    return last;
  }

  private ofNode(node: string): Map<string, CachedKey> {
    const none = new Map<string, CachedKey>();
    this.spelled.set(node, none);
    return none;
  }
}
