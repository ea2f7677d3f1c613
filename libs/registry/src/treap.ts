/**
 * A persistent ordered map from folded names, as a treap whose shape depends on the names alone:
 * equal maps have equal shapes, however they were built, so shapes can be hashed and compared.
 */
export type Treap<Item> = Readonly<{
  name: string;
  priority: number;
  item: Item;
  left: Treap<Item> | undefined;
  right: Treap<Item> | undefined;
  size: number;
}>;

type Tree<Item> = Treap<Item> | undefined;

const OFFSET_BASIS = 0x811c9dc5;
const PRIME = 0x01000193;

/** FNV-1a over the UTF-16 units of a folded name, finished by Murmur3's mix; unsigned 32-bit. */
export const priorityOf = (name: string): number => {
  let hash = OFFSET_BASIS;
  for (let at = 0; at < name.length; at += 1) hash = Math.imul(hash ^ name.charCodeAt(at), PRIME);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
};

/** Whether a stands above b: the higher priority, then the smaller name. */
const isAbove = (a: Treap<unknown>, b: Treap<unknown>): boolean =>
  a.priority === b.priority ? a.name < b.name : a.priority > b.priority;

export const sizeOf = (tree: Tree<unknown>): number => tree?.size ?? 0;

const join = <Item>(
  { name, priority, item }: Pick<Treap<Item>, 'name' | 'priority' | 'item'>,
  left: Tree<Item>,
  right: Tree<Item>,
): Treap<Item> => ({
  name,
  priority,
  item,
  left,
  right,
  size: 1 + sizeOf(left) + sizeOf(right),
});

export const get = <Item>(tree: Tree<Item>, name: string): Item | undefined => {
  let at = tree;
  while (at !== undefined && at.name !== name) at = name < at.name ? at.left : at.right;
  return at?.item;
};

/** What stands before a name, the item under it, and what stands after it. */
export const split = <Item>(
  tree: Tree<Item>,
  name: string,
): readonly [Tree<Item>, Item | undefined, Tree<Item>] => {
  if (tree === undefined) return [undefined, undefined, undefined];
  if (tree.name === name) return [tree.left, tree.item, tree.right];
  if (name < tree.name) {
    const [before, item, after] = split(tree.left, name);
    return [before, item, join(tree, after, tree.right)];
  }
  const [before, item, after] = split(tree.right, name);
  return [join(tree, tree.left, before), item, after];
};

/** The same tree where the item is there already. */
export const put = <Item>(tree: Tree<Item>, name: string, item: Item): Treap<Item> =>
  place(tree, join({ name, priority: priorityOf(name), item }, undefined, undefined));

const place = <Item>(tree: Tree<Item>, entry: Treap<Item>): Treap<Item> => {
  if (tree === undefined) return entry;
  if (tree.name === entry.name)
    return tree.item === entry.item ? tree : join(entry, tree.left, tree.right);
  if (isAbove(entry, tree)) {
    const [before, , after] = split(tree, entry.name);
    return join(entry, before, after);
  }
  if (entry.name < tree.name) {
    const left = place(tree.left, entry);
    return left === tree.left ? tree : join(tree, left, tree.right);
  }
  const right = place(tree.right, entry);
  return right === tree.right ? tree : join(tree, tree.left, right);
};

/** The same tree where there is no such name. */
export const without = <Item>(tree: Tree<Item>, name: string): Tree<Item> => {
  if (tree === undefined) return undefined;
  if (tree.name === name) return merge(tree.left, tree.right);
  if (name < tree.name) {
    const left = without(tree.left, name);
    return left === tree.left ? tree : join(tree, left, tree.right);
  }
  const right = without(tree.right, name);
  return right === tree.right ? tree : join(tree, tree.left, right);
};

/** Every name of the first is smaller than every name of the second. */
const merge = <Item>(before: Tree<Item>, after: Tree<Item>): Tree<Item> => {
  if (before === undefined) return after;
  if (after === undefined) return before;
  return isAbove(before, after)
    ? join(before, before.left, merge(before.right, after))
    : join(after, merge(before, after.left), after.right);
};

/** All items, by folded name. */
export function* items<Item>(tree: Tree<Item>): Iterable<Item> {
  const above: Treap<Item>[] = [];
  let at = tree;
  for (;;) {
    for (; at !== undefined; at = at.left) above.push(at);
    const next = above.pop();
    if (next === undefined) return;
    yield next.item;
    at = next.right;
  }
}

/**
 * Visits every name whose items are not the same object in both trees, by name. What the two trees
 * share is skipped at its top, so the cost is that of the differences.
 */
export const compare = <Item>(
  a: Tree<Item>,
  b: Tree<Item>,
  visit: (inA: Item | undefined, inB: Item | undefined) => void,
): void => {
  if (a === b) return;
  const top = a === undefined || (b !== undefined && isAbove(b, a)) ? b : a;
  if (top === undefined) return;
  const [beforeA, inA, afterA] =
    top === a ? ([a.left, a.item, a.right] as const) : split(a, top.name);
  const [beforeB, inB, afterB] =
    top === b ? ([b.left, b.item, b.right] as const) : split(b, top.name);
  compare(beforeA, beforeB, visit);
  if (inA !== inB) visit(inA, inB);
  compare(afterA, afterB, visit);
};
