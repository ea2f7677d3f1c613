import {
  applyChanges,
  emptyTree,
  foldName,
  type RegistryChange,
  type RegistryKey,
} from '#registry';
import { type ModelKey } from '#testing/registry';

/** A place as it is: a value, the existence of a key, or a key container. */
export type Place = Readonly<{
  id: string;
  kind: 'key' | 'value' | 'container';
  /** Folded. */
  key: string;
  name: string | null;
  state: string;
}>;

/** Every place of a registry that exists. */
export const placesOf = (root: ModelKey): ReadonlyMap<string, Place> => {
  const places = new Map<string, Place>();
  const add = (model: ModelKey, key: string): void => {
    if (key !== '')
      places.set(`key ${key}`, { id: `key ${key}`, kind: 'key', key, name: null, state: 'there' });
    for (const { name, value } of model.values.values()) {
      const id = `value ${key}\0${foldName(name)}`;
      places.set(id, { id, kind: 'value', key, name, state: JSON.stringify(value) });
    }
    for (const [folded, child] of model.keys) add(child, key === '' ? folded : `${key}\\${folded}`);
  };
  add(root, '');
  return places;
};

export const copyOf = ({ name, values, keys }: ModelKey): ModelKey => ({
  name,
  values: new Map(values),
  keys: new Map([...keys].map(([folded, child]) => [folded, copyOf(child)])),
});

/** The same key as a tree, which has a hash. */
export const asTree = (model: ModelKey): RegistryKey => {
  const changes: RegistryChange[] = [];
  const add = ({ values, keys }: ModelKey, key: string): void => {
    if (key !== '') changes.push({ op: 'create-key', key });
    for (const { name, value } of values.values()) changes.push({ op: 'set', key, name, value });
    for (const child of keys.values())
      add(child, key === '' ? child.name : `${key}\\${child.name}`);
  };
  add(model, '');
  return applyChanges(emptyTree, changes);
};
