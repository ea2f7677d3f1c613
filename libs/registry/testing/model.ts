import { splitKey } from '../src/keys.js';
import { foldName } from '../src/names.js';
import { keyValues, subKeys, type NamedValue, type RegistryKey } from '../src/tree/tree.js';
import { sameValue } from '../src/values/value-bytes.js';
import { type RegistryChange } from '../src/values/value.js';

/** A registry in its simplest form: mutable nested maps by folded name. */
export type ModelKey = Readonly<{
  name: string;
  values: Map<string, NamedValue>;
  keys: Map<string, ModelKey>;
}>;

/** The content of a key, in order, with names as they are kept. */
export type Content = Readonly<{
  values: readonly NamedValue[];
  keys: readonly Readonly<{ name: string; content: Content }>[];
}>;

/** A model key without content. */
export const modelKey = (name = ''): ModelKey => ({ name, values: new Map(), keys: new Map() });

/** The model's key at a path; undefined if absent. */
export const findInModel = (root: ModelKey, path: string): ModelKey | undefined =>
  splitKey(path).reduce<ModelKey | undefined>((at, name) => at?.keys.get(foldName(name)), root);

const findOrCreate = (root: ModelKey, path: string): { key: ModelKey; isNew: boolean } => {
  let key = root;
  let isNew = false;
  for (const name of splitKey(path)) {
    const known = key.keys.get(foldName(name));
    isNew = known === undefined;
    const next = known ?? modelKey(name);
    key.keys.set(foldName(name), next);
    key = next;
  }
  return { key, isNew };
};

const set = (key: ModelKey, { name, value }: NamedValue): boolean => {
  const known = key.values.get(foldName(name));
  key.values.set(foldName(name), { name: known?.name ?? name, value });
  return known === undefined || !sameValue(known.value, value);
};

/** Applies a change in place. Returns true if the change had an effect. */
export const applyToModel = (root: ModelKey, change: RegistryChange): boolean => {
  switch (change.op) {
    case 'create-key':
      return findOrCreate(root, change.key).isNew;
    case 'set':
      return set(findOrCreate(root, change.key).key, change);
    case 'delete-value':
      return dropValue(findInModel(root, change.key), change.name);
    case 'delete-key':
      return dropKey(root, splitKey(change.key));
  }
};

const dropValue = (key: ModelKey | undefined, name: string): boolean =>
  key?.values.delete(foldName(name)) ?? false;

const dropKey = (root: ModelKey, path: readonly string[]): boolean => {
  const parent = findInModel(root, path.slice(0, -1).join('\\'));
  return parent?.keys.delete(foldName(path.at(-1) ?? '')) ?? false;
};

/** The model after all changes. */
export const modelOf = (changes: readonly RegistryChange[]): ModelKey => {
  const root = modelKey();
  for (const change of changes) applyToModel(root, change);
  return root;
};

const byFoldedName = <Item>(map: ReadonlyMap<string, Item>): readonly Item[] =>
  [...map].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, item]) => item);

/** The content of a model key. */
export const contentOfModel = ({ values, keys }: ModelKey): Content => ({
  values: byFoldedName(values),
  keys: byFoldedName(keys).map((key) => ({ name: key.name, content: contentOfModel(key) })),
});

/** The content of a key of the persistent tree, in the order of its lists. */
export const contentOf = (key: RegistryKey): Content => ({
  values: [...keyValues(key)],
  keys: [...subKeys(key)].map((child) => ({ name: child.name, content: contentOf(child) })),
});

/** The content with folded names: equal content gives equal results. */
export const folded = ({ values, keys }: Content): Content => ({
  values: values.map(({ name, value }) => ({ name: foldName(name), value })),
  keys: keys.map(({ name, content }) => ({ name: foldName(name), content: folded(content) })),
});
