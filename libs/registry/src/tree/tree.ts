import { splitKey } from '../keys.js';
import { foldName } from '../names.js';
import { entries, get, put, without, type Treap } from './treap.js';
import { sameValue } from '../values/value-bytes.js';
import { type RegistryChange, type RegistryValue } from '../values/value.js';

/** A value under the name it was first written with. */
export type NamedValue = Readonly<{ name: string; value: RegistryValue }>;

/**
 * A key with all that is below it. Immutable; versions share what did not change, so that a
 * capture is a reference and two versions are compared at the cost of their difference.
 */
export type RegistryKey = Readonly<{
  /** As it was first written; the root's is empty. */
  name: string;
  values: Treap<RegistryValue> | undefined;
  valueCount: number;
  keys: Treap<RegistryKey> | undefined;
  keyCount: number;
}>;

/** A physical registry, by its root HKLM. */
export type RegistryTree = RegistryKey;

const emptyKey = (name: string): RegistryKey => ({
  name,
  values: undefined,
  valueCount: 0,
  keys: undefined,
  keyCount: 0,
});

/** A registry that nobody wrote to. */
export const emptyTree: RegistryTree = emptyKey('');

/** The key at a physical path below another, undefined where there is none; '' is that key itself. */
export const findKey = (tree: RegistryTree, path: string): RegistryKey | undefined =>
  splitKey(path).reduce<RegistryKey | undefined>(
    (key, name) => key && get(key.keys, foldName(name))?.item,
    tree,
  );

/** The value of a name, whatever its case; undefined where there is none. */
export const getValue = (key: RegistryKey, name: string): RegistryValue | undefined =>
  get(key.values, foldName(name))?.item;

/** The values that stand directly in a key, by folded name. */
export function* keyValues(key: RegistryKey): Iterable<NamedValue> {
  for (const { name, item } of entries(key.values)) yield { name, value: item };
}

/** The keys that stand directly in a key, by folded name. */
export function* subKeys(key: RegistryKey): Iterable<RegistryKey> {
  for (const { item } of entries(key.keys)) yield item;
}

/** How many values stand directly in a key. */
export const valueCount = (key: RegistryKey): number => key.valueCount;

/** How many keys stand directly in a key. */
export const keyCount = (key: RegistryKey): number => key.keyCount;

/** The same tree where the change changes nothing. */
const applyChange = (tree: RegistryTree, change: RegistryChange): RegistryTree => {
  if (change.op === 'delete-key') return dropPath(tree, splitKey(change.key));
  if (change.op === 'delete-value' && findKey(tree, change.key) === undefined) return tree;
  return changeKey(tree, splitKey(change.key), (key) => changeThere(key, change));
};

/** What a change makes of the key it names, which is there by now. */
const changeThere = (key: RegistryKey, change: RegistryChange): RegistryKey => {
  if (change.op === 'set') return setValue(key, change);
  return change.op === 'delete-value' ? dropValue(key, change.name) : key;
};

const setValue = (key: RegistryKey, { name, value }: NamedValue): RegistryKey => {
  const folded = foldName(name);
  const known = get(key.values, folded);
  if (known !== undefined && sameValue(known.item, value)) return key;
  return {
    ...key,
    values: put(key.values, { folded, name: known?.name ?? name, item: value }),
    valueCount: key.valueCount + (known === undefined ? 1 : 0),
  };
};

const dropValue = (key: RegistryKey, name: string): RegistryKey => {
  const values = without(key.values, foldName(name));
  return values === key.values ? key : { ...key, values, valueCount: key.valueCount - 1 };
};

/** Creates the keys that are missing on the way. */
const changeKey = (
  key: RegistryKey,
  path: readonly string[],
  change: (key: RegistryKey) => RegistryKey,
): RegistryKey => changeBelow(key, { path, change }, 0);

const changeBelow = (
  key: RegistryKey,
  wanted: Readonly<{ path: readonly string[]; change: (key: RegistryKey) => RegistryKey }>,
  depth: number,
): RegistryKey => {
  const name = wanted.path[depth];
  if (name === undefined) return wanted.change(key);
  const folded = foldName(name);
  const known = get(key.keys, folded)?.item;
  const child = changeBelow(known ?? emptyKey(name), wanted, depth + 1);
  if (child === known) return key;
  return {
    name: key.name,
    values: key.values,
    valueCount: key.valueCount,
    keys: put(key.keys, { folded, name: child.name, item: child }),
    keyCount: key.keyCount + (known === undefined ? 1 : 0),
  };
};

const dropKey = (key: RegistryKey, path: readonly string[]): RegistryKey => {
  const [name = '', ...rest] = path;
  const folded = foldName(name);
  const known = get(key.keys, folded)?.item;
  if (known === undefined) return key;
  if (rest.length === 0)
    return { ...key, keys: without(key.keys, folded), keyCount: key.keyCount - 1 };
  const child = dropKey(known, rest);
  return child === known
    ? key
    : { ...key, keys: put(key.keys, { folded, name: child.name, item: child }) };
};

/** A registry that holds a key with all that is below it at a physical path, and nothing else. */
export const treeWith = (path: string, key: RegistryKey | undefined): RegistryTree => {
  if (key === undefined) return emptyTree;
  const names = splitKey(path);
  return names.reduceRight<RegistryKey>(
    (child, name, depth) => ({
      ...emptyKey(names[depth - 1] ?? ''),
      keys: put(undefined, { folded: foldName(name), name, item: child }),
      keyCount: 1,
    }),
    key,
  );
};

/** The root can be emptied, but not be absent. */
const emptied = (tree: RegistryTree): RegistryTree =>
  tree.keys === undefined && tree.values === undefined ? tree : emptyTree;

const dropPath = (tree: RegistryTree, path: readonly string[]): RegistryTree =>
  path.length === 0 ? emptied(tree) : dropKey(tree, path);

/**
 * What a list made of a tree last. The same list is asked for when it is decided, when those behind
 * it are, and when it is folded.
 */
const outcomes = new WeakMap<
  readonly RegistryChange[],
  Readonly<{ before: RegistryTree; after: RegistryTree }>
>();

/** A list of so many changes costs more to apply than to be remembered. */
const LONG = 64;

/** What a list makes of a tree, where it was the last one that the list was applied to. */
export const knownOutcome = (
  tree: RegistryTree,
  changes: readonly RegistryChange[],
): RegistryTree | undefined => {
  const known = outcomes.get(changes);
  return known?.before === tree ? known.after : undefined;
};

/** The tree after all changes, in their order; a key that several in a row are of is looked up once. */
export const applyChanges = (
  tree: RegistryTree,
  changes: readonly RegistryChange[],
): RegistryTree => {
  const known = knownOutcome(tree, changes);
  if (known !== undefined) return known;
  let at = tree;
  for (let first = 0; first < changes.length;) {
    const next = endOfRun(changes, first);
    at = applyRun(at, changes.slice(first, next));
    first = next;
  }
  if (changes.length >= LONG) outcomes.set(changes, { before: tree, after: at });
  return at;
};

/** Where those changes end that are of one key, which the first of them makes sure of. */
const endOfRun = (changes: readonly RegistryChange[], first: number): number => {
  const begun = changes[first];
  let next = first + 1;
  if (begun !== undefined && makesKey(begun))
    while (changes[next]?.key === begun.key && changes[next]?.op !== 'delete-key') next += 1;
  return next;
};

const makesKey = ({ op }: RegistryChange): boolean => op === 'set' || op === 'create-key';

const applyRun = (tree: RegistryTree, run: readonly RegistryChange[]): RegistryTree => {
  const [begun, more] = run;
  if (begun === undefined) return tree;
  return more === undefined
    ? applyChange(tree, begun)
    : changeKey(tree, splitKey(begun.key), (key) => run.reduce(changeThere, key));
};

/** Applies changes one by one, and keeps of them only those that changed something, for an event. */
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
  outcomes.set(effective, { before: tree, after: at });
  return { tree: at, changes: effective };
};
