import {
  applyChanges,
  emptyTree,
  foldName,
  type RegistryChange,
  type RegistryKey,
} from '#registry';
import { applyToModel, findInModel, modelKey, type ModelKey } from '#testing/registry';

/** A place with its content: a value, the existence of a key, or a key container. */
export type Place = Readonly<{
  id: string;
  kind: 'key' | 'value' | 'container';
  /** Folded. */
  key: string;
  name: string | null;
  state: string;
}>;

const below = (key: string, folded: string): string => (key === '' ? folded : `${key}\\${folded}`);

export const isAtOrBelow = (key: string, above: string): boolean =>
  `${foldName(key)}\\`.startsWith(`${foldName(above)}\\`);

export const keyId = (key: string): string => `key ${foldName(key)}`;
export const valueId = (key: string, name: string): string =>
  `value ${foldName(key)}\0${foldName(name)}`;

/** Every place of a registry that exists. */
export const placesOf = (root: ModelKey): ReadonlyMap<string, Place> => {
  const places = new Map<string, Place>();
  const add = (model: ModelKey, key: string): void => {
    const id = keyId(key);
    if (key !== '') places.set(id, { id, kind: 'key', key, name: null, state: 'there' });
    for (const { name, value } of model.values.values()) {
      const place = valueId(key, name);
      const state = JSON.stringify(value);
      places.set(place, { id: place, kind: 'value', key, name, state });
    }
    for (const [folded, child] of model.keys) add(child, below(key, folded));
  };
  add(root, '');
  return places;
};

export const copyOf = ({ name, values, keys }: ModelKey): ModelKey => ({
  name,
  values: new Map(values),
  keys: new Map([...keys].map(([folded, child]) => [folded, copyOf(child)])),
});

/** A registry with one key of another registry, and nothing else. */
export const restricted = (content: ModelKey | undefined, key: string): ModelKey => {
  const root = modelKey();
  const found = content && findInModel(content, key);
  if (found === undefined) return root;
  applyToModel(root, { op: 'create-key', key });
  const parts = key.split('\\');
  const parent = findInModel(root, parts.slice(0, -1).join('\\'));
  parent?.keys.set(foldName(parts.at(-1) ?? ''), copyOf(found));
  return root;
};

/** The same key as a tree, which has a hash. */
export const asTree = (model: ModelKey): RegistryKey => {
  const changes: RegistryChange[] = [];
  const add = ({ values, keys }: ModelKey, key: string): void => {
    if (key !== '') changes.push({ op: 'create-key', key });
    for (const { name, value } of values.values()) changes.push({ op: 'set', key, name, value });
    for (const child of keys.values()) add(child, below(key, child.name));
  };
  add(model, '');
  return applyChanges(emptyTree, changes);
};
