import {
  findKey,
  treeOfView,
  treeWith,
  viewKey,
  type RegistryKey,
  type RegistryTree,
  type RegistryView,
} from '#registry';
import { toPosition } from '#event-store';

import { type CaptureContents } from '../captures/capture-contents.js';
import { type PastTrees, type TreeAt } from '../registry/past-trees.js';

/** The registry of a node at a position. */
type NodeTree = Readonly<{
  kind: 'node';
  node: string;
  at: number;
  /** A registry of the node that is at hand. */
  known?: TreeAt | undefined;
}>;

/** The content of a capture. */
type CopyTree = Readonly<{
  kind: 'copy';
  checkpoint: string;
  number: number;
  effectiveKey: string;
  at: number;
  /** The content, if it is at hand. */
  known?: Readonly<{ key: RegistryKey | undefined }> | undefined;
}>;

/** A tree that is compared. */
export type ComparedTree = NodeTree | CopyTree;

/** The key that is compared. */
export type Narrowing = Readonly<{
  /** The physical key of both trees. */
  physical: string;
  /** The same key as the answer names it. */
  shown: string;
  view: RegistryView;
  /** True if the view mixes two physical keys below the key, so that the tree is made as it shows it. */
  isMixed: boolean;
}>;

/** Two trees that are compared, the left one first; undefined is a node that is not there. */
export type TreePair = Readonly<{
  trees: readonly [ComparedTree | undefined, ComparedTree | undefined];
  narrowing: Narrowing;
}>;

/** The keys of a pair. */
export type KeyPair = readonly [RegistryKey | undefined, RegistryKey | undefined];

/** The same pair without the trees that are at hand, so that it can be sent to another thread. */
export const withoutKnown = ({ trees: [left, right], narrowing }: TreePair): TreePair => ({
  trees: [left && { ...left, known: undefined }, right && { ...right, known: undefined }],
  narrowing,
});

/** Makes the trees of pairs. Two moments of one node share what is equal. */
export class TreePairs {
  constructor(
    private readonly trees: PastTrees,
    private readonly contents: CaptureContents,
  ) {}

  /** The compared key of both trees. */
  keysOf({ trees: [left, right], narrowing }: TreePair): KeyPair {
    const [later, earlier] = inTime(left, right);
    const last = this.treeOf(later, narrowing);
    const first = this.treeOf(earlier, narrowing, sharedBy(later, earlier) ? last : undefined);
    const [one, other] = [last, first].map((found) => shownKey(found?.tree, narrowing));
    return later === left ? [one, other] : [other, one];
  }

  /** True if a tree of a pair needs more than so many values or events from the file. */
  isLong({ trees: [left, right], narrowing }: TreePair, most: number): boolean {
    const [later, earlier] = inTime(left, right);
    const last = sharedBy(later, earlier) ? later?.at : undefined;
    return (
      this.isLongTree(later, undefined, { narrowing, most }) ||
      this.isLongTree(earlier, last, { narrowing, most })
    );
  }

  private isLongTree(
    tree: ComparedTree | undefined,
    later: number | undefined,
    { narrowing: { physical }, most }: Readonly<{ narrowing: Narrowing; most: number }>,
  ): boolean {
    if (tree === undefined) return false;
    if (tree.kind === 'copy') return this.isLongCopy(tree, most);
    const known = later ?? tree.known?.at;
    return this.trees.isLong({ node: tree.node, key: physical }, tree.at, { known, most });
  }

  private isLongCopy(copy: CopyTree, most: number): boolean {
    if (copy.known !== undefined) return false;
    const source = this.contents.way(copy, toPosition(BigInt(copy.at))).at(-1)?.source;
    if (source === undefined || !('node' in source)) return false;
    return this.trees.size({ node: source.node, key: copy.effectiveKey }) > most;
  }

  private treeOf(
    tree: ComparedTree | undefined,
    { physical }: Narrowing,
    later?: TreeAt,
  ): TreeAt | undefined {
    if (tree === undefined) return undefined;
    const { at } = tree;
    if (tree.kind === 'copy') return { tree: this.copyOf(tree), at };
    const known = later !== undefined && later.at >= at ? later : tree.known;
    return { tree: this.trees.at({ node: tree.node, key: physical }, at, known), at };
  }

  private copyOf({ effectiveKey, known, at, ...capture }: CopyTree): RegistryTree {
    const key =
      known === undefined
        ? this.contents.of(capture, effectiveKey, toPosition(BigInt(at)))
        : known.key;
    return treeWith(effectiveKey, key);
  }
}

type Trees = readonly [ComparedTree | undefined, ComparedTree | undefined];

/** The later tree first. */
const inTime = (left: Trees[0], right: Trees[1]): Trees =>
  (left?.at ?? 0) > (right?.at ?? 0) ? [left, right] : [right, left];

/** True for two moments of one node. */
const sharedBy = (one: ComparedTree | undefined, other: ComparedTree | undefined): boolean =>
  one?.kind === 'node' && other?.kind === 'node' && one.node === other.node;

const shownKey = (
  tree: RegistryTree | undefined,
  { physical, shown, view, isMixed }: Narrowing,
): RegistryKey | undefined => {
  if (tree === undefined) return undefined;
  if (!isMixed) return findKey(tree, physical);
  const found = viewKey(tree, shown, view);
  return found && treeOfView(found);
};
