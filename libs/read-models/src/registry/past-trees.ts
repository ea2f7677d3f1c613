import { type RegistryTree } from '#registry';

import { type Events } from '../events/events.js';
import { type ReadDatabase } from '../file/database.js';
import { type RegistryPast } from './registry-past.js';
import { Rewind, type NodeKey } from './rewind.js';

/** A registry at a position. */
export type TreeAt = Readonly<{ tree: RegistryTree; at: number }>;

/** A subtree with more values than this one is not counted further. */
const MAX_SIZE = 1_000_000;

/** Makes the trees of past registries, from a later tree or from the file, whichever is less work. */
export class PastTrees {
  private readonly rewind: Rewind;

  constructor(
    db: ReadDatabase,
    events: Events,
    private readonly past: RegistryPast,
  ) {
    this.rewind = new Rewind(db, events, past);
  }

  /**
   * The registry of a node at a position, as far as a key and its subtree go. What is equal is
   * shared with the later tree if the versions between them are fewer than half of the values.
   *
   * @param later a tree of the same node that has the key and its subtree
   */
  at(asked: NodeKey, at: number, later: TreeAt | undefined): RegistryTree {
    if (later?.at === at) return later.tree;
    const between = later && this.between(asked, at, later.at);
    return later === undefined || between === undefined
      ? this.past.treeAt(asked.node, asked.key, at)
      : this.rewind.tree(later.tree, { ...asked, from: at, to: later.at }, between);
  }

  /**
   * The differences of two positions of a node, as a tree for each; undefined if more was written
   * between than the key has.
   */
  changed(
    asked: NodeKey,
    from: number,
    to: number,
  ): Readonly<{ from: RegistryTree; to: RegistryTree }> | undefined {
    const places = this.between(asked, from, to);
    return places && this.rewind.changed({ ...asked, from, to }, places);
  }

  /** True if the tree has to be read from the file, value by value. */
  isRead(asked: NodeKey, at: number, later: number | undefined): boolean {
    return later === undefined || (at !== later && this.between(asked, at, later) === undefined);
  }

  /**
   * True if the tree needs more than so many values or events from the file.
   *
   * @param known the position of a later tree that is at hand
   */
  isLong(
    asked: NodeKey,
    at: number,
    { known, most }: Readonly<{ known: number | undefined; most: number }>,
  ): boolean {
    if (known === at || this.rewind.size(asked, most + 1) <= most) return false;
    const isNear = known !== undefined && known > at;
    return !isNear || this.rewind.placesBetween(asked, { from: at, to: known }, most) === undefined;
  }

  /** The number of values that a key and its subtree ever had, up to a limit. */
  size(asked: NodeKey): number {
    return this.rewind.size(asked, MAX_SIZE);
  }

  private between(asked: NodeKey, from: number, to: number): ReadonlySet<number> | undefined {
    return this.rewind.placesBetween(asked, { from, to }, this.size(asked) / 2);
  }
}
