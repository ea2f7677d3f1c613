import { hasSameKeys, hasSameValues, isDigested, isSameContent } from '../hash.js';
import { tally, type Treap } from '../tree/treap.js';
import { type RegistryKey } from '../tree/tree.js';
import { sameValue } from '../values/value-bytes.js';
import { type RegistryValue } from '../values/value.js';

type Side<Item> = Item | undefined;

/** The last count of a tree, or a part of it, opposite another one. */
type Counted = Readonly<{ other: object | undefined; count: number }>;

/** By the first tree, or by the second one where there is no first. Trees are immutable. */
const counts = new WeakMap<object, Counted>();

const remembered = (a: Side<object>, b: Side<object>, count: () => number): number => {
  const one = a ?? b;
  if (one === undefined) return 0;
  const other = a === undefined ? undefined : b;
  const known = counts.get(one);
  if (known !== undefined && known.other === other) return known.count;
  const made = count();
  counts.set(one, { other, count: made });
  return made;
};

/**
 * The number of differences that `differences` lists: values that differ, and keys without values
 * that only one side has. Subtrees with equal digests are skipped, and the counts of parts that did
 * not change since the last count are remembered.
 */
export const countDifferences = (from: Side<RegistryKey>, to: Side<RegistryKey>): number => {
  if (isSameContent(from, to)) return 0;
  return remembered(from, to, () => countOf(from, to));
};

const countOf = (from: Side<RegistryKey>, to: Side<RegistryKey>): number => {
  const values = tally(from?.values, to?.values, VALUES);
  return emptyKeys(from, to) + values + tally(from?.keys, to?.keys, KEYS);
};

/** 1 for a key without values that only one side has. */
const emptyKeys = (from: Side<RegistryKey>, to: Side<RegistryKey>): 0 | 1 => {
  if (from !== undefined && to !== undefined) return 0;
  return (from ?? to)?.values === undefined ? 1 : 0;
};

/** Small parts are counted again: to remember them would take more memory than they do. */
const keptBy =
  <Item>(isSame: (a: Treap<Item>, b: Treap<Item>) => boolean) =>
  (a: Side<Treap<Item>>, b: Side<Treap<Item>>, count: () => number): number => {
    if (a !== undefined && a.folded === b?.folded && isSame(a, b)) return 0;
    const top = a ?? b;
    return top !== undefined && isDigested(top) ? remembered(a, b, count) : count();
  };

const VALUES = {
  of: (before: Side<Treap<RegistryValue>>, after: Side<Treap<RegistryValue>>): number =>
    before !== undefined && after !== undefined && sameValue(before.item, after.item) ? 0 : 1,
  kept: keptBy<RegistryValue>(hasSameValues),
};

const KEYS = {
  of: (before: Side<Treap<RegistryKey>>, after: Side<Treap<RegistryKey>>): number =>
    countDifferences(before?.item, after?.item),
  kept: keptBy<RegistryKey>(hasSameKeys),
};
