import { splitKey } from '../keys.js';
import { foldName } from '../names.js';
import { entries, get, put, without, type Treap } from './treap.js';
import { sameValue } from '../values/value-bytes.js';
import { type RegistryChange, type RegistryValue } from '../values/value.js';

/** A value with the name under which it was first written. */
export type NamedValue = Readonly<{ name: string; value: RegistryValue }>;

/**
 * A key with its subtree. Immutable. Versions share their equal parts, so that a capture is only a
 * reference, and the time to compare two versions depends on their difference alone.
 */
export type RegistryKey = Readonly<{
  /** The name as it was first written; empty for the root. */
  name: string;
  values: Treap<RegistryValue> | undefined;
  valueCount: number;
  keys: Treap<RegistryKey> | undefined;
  keyCount: number;
}>;

/** A physical registry, from its root HKLM. */
export type RegistryTree = RegistryKey;

const emptyKey = (name: string): RegistryKey => ({
  name,
  values: undefined,
  valueCount: 0,
  keys: undefined,
  keyCount: 0,
});

/** A registry without keys and values. */
export const emptyTree: RegistryTree = emptyKey('');

/** The key at a physical path below another key; undefined if absent. '' is the key itself. */
export const findKey = (tree: RegistryTree, path: string): RegistryKey | undefined =>
  splitKey(path).reduce<RegistryKey | undefined>(
    (key, name) => key && get(key.keys, foldName(name))?.item,
    tree,
  );

/** The value of a name, in any case; undefined if absent. */
export const getValue = (key: RegistryKey, name: string): RegistryValue | undefined =>
  get(key.values, foldName(name))?.item;

/** The values directly in a key, by folded name. */
export function* keyValues(key: RegistryKey): Iterable<NamedValue> {
  for (const { name, item } of entries(key.values)) yield { name, value: item };
}

/** The keys directly in a key, by folded name. */
export function* subKeys(key: RegistryKey): Iterable<RegistryKey> {
  for (const { item } of entries(key.keys)) yield item;
}

/** The number of values directly in a key. */
export const valueCount = (key: RegistryKey): number => key.valueCount;

/** The number of keys directly in a key. */
export const keyCount = (key: RegistryKey): number => key.keyCount;

/** The tree after a change; the same object if the change has no effect. */
const applyChange = (tree: RegistryTree, change: RegistryChange): RegistryTree => {
  if (change.op === 'delete-key') return dropPath(tree, splitKey(change.key));
  if (change.op === 'delete-value' && findKey(tree, change.key) === undefined) return tree;
  return changeKey(tree, splitKey(change.key), (key) => changeThere(key, change));
};

/** The key after a change to it. The key exists by then. */
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

/** Changes the key at a path, and creates its missing ancestors. */
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

/** A registry with one key and its subtree at a physical path, and nothing else. */
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

/** The root can be emptied, but never be absent. */
const emptied = (tree: RegistryTree): RegistryTree =>
  tree.keys === undefined && tree.values === undefined ? tree : emptyTree;

const dropPath = (tree: RegistryTree, path: readonly string[]): RegistryTree =>
  path.length === 0 ? emptied(tree) : dropKey(tree, path);

/**
 * The last tree that each list was applied to, and the result. The same list is applied when it is
 * decided, when later commands are decided, and when it is folded.
 */
const outcomes = new WeakMap<
  readonly RegistryChange[],
  Readonly<{ before: RegistryTree; after: RegistryTree }>
>();

/** From this length on, applying a list takes longer than remembering the result. */
const LONG = 64;

/** The result of a list for a tree; undefined unless the list was last applied to this tree. */
export const knownOutcome = (
  tree: RegistryTree,
  changes: readonly RegistryChange[],
): RegistryTree | undefined => {
  const known = outcomes.get(changes);
  return known?.before === tree ? known.after : undefined;
};

/** The tree after all changes, in order. The key of consecutive changes is looked up once. */
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

/**
 * The end of a run of changes to one key. The first change of a run makes sure that the key exists.
 */
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

/** Applies changes one by one, and keeps the changes that have an effect, for an event. */
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
