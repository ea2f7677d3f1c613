/**
 * A persistent ordered map of names: a treap whose shape depends on the folded names alone. Equal
 * maps have equal shapes, however they were built, so that shapes can be hashed and compared.
 */
export type Treap<Item> = Readonly<{
  /** The name for comparisons. */
  folded: string;
  /** The name as it was written. */
  name: string;
  /**
   * A node is above all nodes of lower priority. The number is signed, because larger ones take an
   * object each.
   */
  priority: number;
  item: Item;
  left: Treap<Item> | undefined;
  right: Treap<Item> | undefined;
}>;

/** The content of one node of a treap. */
export type Entry<Item> = Pick<Treap<Item>, 'folded' | 'name' | 'item'>;

type Tree<Item> = Treap<Item> | undefined;

const OFFSET_BASIS = 0x811c9dc5;
const PRIME = 0x01000193;
const SIGN = 0x80000000;

/**
 * FNV-1a over the UTF-16 units of a folded name, then Murmur3's mix, less 2^31, so that signed and
 * unsigned order agree.
 */
export const priorityOf = (folded: string): number => {
  let hash = OFFSET_BASIS;
  for (let at = 0; at < folded.length; at += 1)
    hash = Math.imul(hash ^ folded.charCodeAt(at), PRIME);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return hash ^ (hash >>> 16) ^ SIGN;
};

/** True if `a` is above `b`: its priority is higher, or equal with a smaller name. */
const isAbove = (a: Treap<unknown>, b: Treap<unknown>): boolean =>
  a.priority === b.priority ? a.folded < b.folded : a.priority > b.priority;

const join = <Item>(
  { folded, name, priority, item }: Treap<Item>,
  left: Tree<Item>,
  right: Tree<Item>,
): Treap<Item> => ({ folded, name, priority, item, left, right });

const leaf = <Item>({ folded, name, item }: Entry<Item>): Treap<Item> => ({
  folded,
  name,
  priority: priorityOf(folded),
  item,
  left: undefined,
  right: undefined,
});

/** The node of a folded name. */
export const get = <Item>(tree: Tree<Item>, folded: string): Treap<Item> | undefined => {
  let at = tree;
  while (at !== undefined && at.folded !== folded) at = folded < at.folded ? at.left : at.right;
  return at;
};

/** The nodes before a folded name, its own node, and the nodes after it. */
const split = <Item>(
  tree: Tree<Item>,
  folded: string,
): readonly [before: Tree<Item>, at: Tree<Item>, after: Tree<Item>] => {
  if (tree === undefined) return [undefined, undefined, undefined];
  if (tree.folded === folded) return [tree.left, tree, tree.right];
  if (folded < tree.folded) {
    const [before, at, after] = split(tree.left, folded);
    return [before, at, join(tree, after, tree.right)];
  }
  const [before, at, after] = split(tree.right, folded);
  return [join(tree, tree.left, before), at, after];
};

/** The tree with an entry; it replaces the entry of the same name. */
export const put = <Item>(tree: Tree<Item>, entry: Entry<Item>): Treap<Item> =>
  place(tree, leaf(entry));

const place = <Item>(tree: Tree<Item>, entry: Treap<Item>): Treap<Item> => {
  if (tree === undefined) return entry;
  if (tree.folded === entry.folded) return join(entry, tree.left, tree.right);
  if (isAbove(entry, tree)) {
    const [before, , after] = split(tree, entry.folded);
    return join(entry, before, after);
  }
  return entry.folded < tree.folded
    ? join(tree, place(tree.left, entry), tree.right)
    : join(tree, tree.left, place(tree.right, entry));
};

/** The tree without a name; the same object if it does not have the name. */
export const without = <Item>(tree: Tree<Item>, folded: string): Tree<Item> => {
  if (tree === undefined) return undefined;
  if (tree.folded === folded) return merge(tree.left, tree.right);
  if (folded < tree.folded) {
    const left = without(tree.left, folded);
    return left === tree.left ? tree : join(tree, left, tree.right);
  }
  const right = without(tree.right, folded);
  return right === tree.right ? tree : join(tree, tree.left, right);
};

/** Merges two trees. Every name of the first is smaller than every name of the second. */
const merge = <Item>(before: Tree<Item>, after: Tree<Item>): Tree<Item> => {
  if (before === undefined) return after;
  if (after === undefined) return before;
  return isAbove(before, after)
    ? join(before, before.left, merge(before.right, after))
    : join(after, merge(before, after.left), after.right);
};

/** All entries, by folded name. */
export function* entries<Item>(tree: Tree<Item>): Iterable<Treap<Item>> {
  const above: Treap<Item>[] = [];
  let at = tree;
  for (;;) {
    for (; at !== undefined; at = at.left) above.push(at);
    const next = above.pop();
    if (next === undefined) return;
    yield next;
    at = next.right;
  }
}

const upper = <Item>(a: Tree<Item>, b: Tree<Item>): Tree<Item> =>
  a === undefined || (b !== undefined && isAbove(b, a)) ? b : a;

/** The rules of a comparison. */
export type Comparison<Item> = Readonly<{
  visit: (inA: Tree<Item>, inB: Tree<Item>) => void;
  /** True for two subtrees, with one name on top, that are skipped. */
  isSame: (a: Treap<Item>, b: Treap<Item>) => boolean;
}>;

/**
 * Visits, in order, every name whose items are not the same object in both trees. Shared subtrees
 * are skipped, so the time depends on the differences alone.
 */
export const compare = <Item>(
  a: Tree<Item>,
  b: Tree<Item>,
  visit: Comparison<Item>['visit'],
): void => {
  compareBy(a, b, { visit, isSame: () => false });
};

/** The same, and skips further subtrees. */
export const compareBy = <Item>(a: Tree<Item>, b: Tree<Item>, rules: Comparison<Item>): void => {
  const top = upper(a, b);
  if (a === b || top === undefined || isSkipped(a, b, rules)) return;
  const [beforeA, inA, afterA] = split(a, top.folded);
  const [beforeB, inB, afterB] = split(b, top.folded);
  compareBy(beforeA, beforeB, rules);
  if (inA?.item !== inB?.item) rules.visit(inA, inB);
  compareBy(afterA, afterB, rules);
};

const isSkipped = <Item>(
  a: Tree<Item>,
  b: Tree<Item>,
  { isSame }: Pick<Comparison<Item>, 'isSame'>,
): boolean => a !== undefined && a.folded === b?.folded && isSame(a, b);

/** The rules of a count of differences. */
export type Tally<Item> = Readonly<{
  /** The differences at one name, whose items are not the same object in both trees. */
  of: (inA: Tree<Item>, inB: Tree<Item>) => number;
  /** The count of two subtrees, from memory or else by `count`. At least one of them is there. */
  kept: (a: Tree<Item>, b: Tree<Item>, count: () => number) => number;
}>;

/** The sum of the differences of two trees. */
export const tally = <Item>(a: Tree<Item>, b: Tree<Item>, rules: Tally<Item>): number => {
  const top = upper(a, b);
  if (a === b || top === undefined) return 0;
  return rules.kept(a, b, () => {
    const [beforeA, inA, afterA] = split(a, top.folded);
    const [beforeB, inB, afterB] = split(b, top.folded);
    const here = inA?.item === inB?.item ? 0 : rules.of(inA, inB);
    return tally(beforeA, beforeB, rules) + here + tally(afterA, afterB, rules);
  });
};
