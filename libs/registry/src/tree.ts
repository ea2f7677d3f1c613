import { joinKey, splitKey } from './keys.js';
import { foldName } from './names.js';
import { compare, get, items, put, sizeOf, without, type Treap } from './treap.js';
import { sameValue } from './value-bytes.js';
import { type RegistryChange, type RegistryValue } from './value.js';

/** A value under the name it was first written with. */
export type NamedValue = Readonly<{ name: string; value: RegistryValue }>;

/**
 * A key with all that is below it. Immutable; versions share what did not change, so that a
 * capture is a reference and two versions are compared at the cost of their difference.
 */
export type RegistryKey = Readonly<{
  /** As it was first written; the root's is empty. */
  name: string;
  values: Treap<NamedValue> | undefined;
  keys: Treap<RegistryKey> | undefined;
}>;

/** A physical registry, by its root HKLM. */
export type RegistryTree = RegistryKey;

const emptyKey = (name: string): RegistryKey => ({ name, values: undefined, keys: undefined });

export const emptyTree: RegistryTree = emptyKey('');

/** The key at a physical path below another; '' is that key itself. */
export const findKey = (tree: RegistryTree, path: string): RegistryKey | undefined =>
  splitKey(path).reduce<RegistryKey | undefined>(
    (key, name) => key && get(key.keys, foldName(name)),
    tree,
  );

export const getValue = (key: RegistryKey, name: string): RegistryValue | undefined =>
  get(key.values, foldName(name))?.value;

/** By folded name. */
export const keyValues = (key: RegistryKey): Iterable<NamedValue> => items(key.values);

/** By folded name. */
export const subKeys = (key: RegistryKey): Iterable<RegistryKey> => items(key.keys);

/** How many values stand directly in a key. */
export const valueCount = ({ values }: RegistryKey): number => sizeOf(values);

/** How many keys stand directly in a key. */
export const keyCount = ({ keys }: RegistryKey): number => sizeOf(keys);

/** The same tree where the change changes nothing. */
const applyChange = (tree: RegistryTree, change: RegistryChange): RegistryTree => {
  const path = splitKey(change.key);
  switch (change.op) {
    case 'set':
      return changeKey(tree, path, (key) => setValue(key, change));
    case 'create-key':
      return changeKey(tree, path, (key) => key);
    case 'delete-value':
      return findKey(tree, change.key) === undefined
        ? tree
        : changeKey(tree, path, (key) => dropValue(key, change.name));
    case 'delete-key':
      return dropKey(tree, path);
  }
};

const setValue = (key: RegistryKey, { name, value }: NamedValue): RegistryKey => {
  const folded = foldName(name);
  const known = get(key.values, folded);
  if (known !== undefined && sameValue(known.value, value)) return key;
  return { ...key, values: put(key.values, folded, { name: known?.name ?? name, value }) };
};

const dropValue = (key: RegistryKey, name: string): RegistryKey => {
  const values = without(key.values, foldName(name));
  return values === key.values ? key : { ...key, values };
};

/** Creates the keys that are missing on the way. */
const changeKey = (
  key: RegistryKey,
  path: readonly string[],
  change: (key: RegistryKey) => RegistryKey,
): RegistryKey => {
  const [name, ...rest] = path;
  if (name === undefined) return change(key);
  const folded = foldName(name);
  const known = get(key.keys, folded);
  const child = changeKey(known ?? emptyKey(name), rest, change);
  return child === known ? key : { ...key, keys: put(key.keys, folded, child) };
};

const dropKey = (key: RegistryKey, path: readonly string[]): RegistryKey => {
  const [name, ...rest] = path;
  if (name === undefined) return emptyTree;
  const folded = foldName(name);
  const known = get(key.keys, folded);
  if (known === undefined) return key;
  if (rest.length === 0) return { ...key, keys: without(key.keys, folded) };
  const child = dropKey(known, rest);
  return child === known ? key : { ...key, keys: put(key.keys, folded, child) };
};

/** The tree after all changes, in their order. */
export const applyChanges = (
  tree: RegistryTree,
  changes: readonly RegistryChange[],
): RegistryTree => changes.reduce(applyChange, tree);

/** Applies changes one by one, and keeps of them only those that changed something. */
export const applyEffective = (
  tree: RegistryTree,
  changes: readonly RegistryChange[],
): Readonly<{ tree: RegistryTree; changes: readonly RegistryChange[] }> => {
  let at = tree;
  const effective = changes.filter((change) => {
    const next = applyChange(at, change);
    const differs = next !== at;
    at = next;
    return differs;
  });
  return { tree: at, changes: effective };
};

/**
 * The changes that make a tree which holds `from` at a physical key hold exactly `to` there;
 * undefined is an absent key. What the two share is not looked at.
 */
export const diffKeys = (
  from: RegistryKey | undefined,
  to: RegistryKey | undefined,
  key: string,
): readonly RegistryChange[] => {
  const changes: RegistryChange[] = [];
  collect({ from, to, key }, changes);
  return changes;
};

type Pair = Readonly<{ from: RegistryKey | undefined; to: RegistryKey | undefined; key: string }>;

const collect = ({ from, to, key }: Pair, changes: RegistryChange[]): void => {
  if (from === to) return;
  if (to === undefined) {
    changes.push({ op: 'delete-key', key });
    return;
  }
  if (from === undefined && to.values === undefined && to.keys === undefined)
    changes.push({ op: 'create-key', key });
  compare(from?.values, to.values, (before, after) => {
    if (after === undefined) {
      if (before !== undefined) changes.push({ op: 'delete-value', key, name: before.name });
    } else if (before === undefined || !sameValue(before.value, after.value))
      changes.push({ op: 'set', key, name: before?.name ?? after.name, value: after.value });
  });
  compare(from?.keys, to.keys, (before, after) => {
    const name = before?.name ?? after?.name ?? '';
    collect({ from: before, to: after, key: joinKey(key, name) }, changes);
  });
};
