import { foldName, joinKey, splitKey } from '#registry';

import { Bulk } from './bulk.js';
import { rangeBelow, type ReadDatabase } from './database.js';
import { type Place } from './places.js';

/** A key of a node that changes were about, however they spelled it. */
export type KeyAtHand = {
  readonly node: string;
  readonly folded: string;
  /** Its folded form and those of all keys above it, up to the root's. */
  readonly lineage: readonly string[];
  /** Its values by their names as changes spelled them, and by their folded names. */
  readonly spelled: Map<string, Place>;
  readonly places: Map<string, Place>;
  /** How many keys had been ended when it was last known to be there; undefined while it is not. */
  presentSince: number | undefined;
  /** Whether the transaction that is open was the first to make it: the file has no value of it. */
  isFresh: boolean;
};

/** So many keys and values are at hand at most. */
const AT_HAND = 50_000;

/** Which keys there were, from which write to which; those at hand are not looked up again. */
export class KeysAtHand {
  private readonly rows: Bulk;
  /** By node, then by the key as changes spelled it. */
  private readonly spelled = new Map<string, Map<string, KeyAtHand>>();
  private readonly folded = new Map<string, KeyAtHand>();
  private fresh: KeyAtHand[] = [];
  private ended = 0;
  /** Keys and values at hand. */
  private size = 0;

  constructor(private readonly db: ReadDatabase) {
    this.rows = new Bulk(db, 'key_versions', ['node', 'key', 'parent', 'text', 'since']);
  }

  of(node: string, text: string): KeyAtHand {
    const known = this.spelled.get(node) ?? this.ofNode(node);
    const atHand = known.get(text);
    if (atHand !== undefined) return atHand;
    const key = this.folds(node, foldName(text));
    known.set(text, key);
    return key;
  }

  /** A key by its folded form. */
  folds(node: string, folded: string): KeyAtHand {
    const id = `${node}/${folded}`;
    const known = this.folded.get(id);
    if (known !== undefined) return known;
    const key: KeyAtHand = {
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

  /** Another value is at hand. */
  grow(): void {
    this.size += 1;
  }

  /** A key and those above it are there from a write on, unless they were before. */
  ensure(key: KeyAtHand, text: string, position: number): void {
    if (key.presentSince === this.ended || key.folded === '') return;
    const names = splitKey(text);
    for (let depth = names.length; depth > 0; depth -= 1) {
      const one = this.of(key.node, joinKey(...names.slice(0, depth)));
      if (one.presentSince === this.ended) return;
      one.presentSince = this.ended;
      if (this.isThere(one)) return;
      const parent = foldName(joinKey(...names.slice(0, depth - 1)));
      this.rows.add(one.node, one.folded, parent, names[depth - 1] ?? '', position);
    }
  }

  /** A key and all below it are there up to a write. */
  end(node: string, folded: string, position: number): void {
    this.rows.flush();
    this.ended += 1;
    this.db.run(
      `UPDATE key_versions SET until = ? WHERE node = ? AND (key = ? OR (key >= ? AND key < ?)) AND until IS NULL`,
      ...[position, node, folded, ...rangeBelow(folded)],
    );
  }

  flush(): void {
    this.rows.flush();
    for (const key of this.fresh) key.isFresh = false;
    this.fresh = [];
  }

  /** Lets go of what is at hand where it is much, and all of it is in the file. */
  trim(): void {
    if (this.size < AT_HAND) return;
    this.spelled.clear();
    this.folded.clear();
    this.size = 0;
  }

  /** Rows that wait are of keys that are known to be there. */
  private isThere(key: KeyAtHand): boolean {
    const sql =
      'SELECT until FROM key_versions WHERE node = ? AND key = ? ORDER BY since DESC LIMIT 1';
    const last = this.db.get(sql, key.node, key.folded);
    if (last === undefined) {
      key.isFresh = true;
      this.fresh.push(key);
    }
    return last?.['until'] === null;
  }

  private ofNode(node: string): Map<string, KeyAtHand> {
    const none = new Map<string, KeyAtHand>();
    this.spelled.set(node, none);
    return none;
  }
}

const lineageOf = (folded: string): readonly string[] => {
  const names = splitKey(folded);
  return Array.from({ length: names.length + 1 }, (_, above) =>
    joinKey(...names.slice(0, names.length - above)),
  );
};
