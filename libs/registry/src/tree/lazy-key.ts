import { foldName } from '../names.js';
import { put } from './treap.js';
import { type NamedValue, type RegistryKey } from './tree.js';

/** Reads what is directly in a key, once each. */
export type KeySource = Readonly<{
  values: () => Iterable<NamedValue>;
  keys: () => Iterable<RegistryKey>;
}>;

/**
 * A key whose values and subkeys are read when they are first touched. Copies of the key, such as a
 * changed one, have what is read by then.
 */
export const lazyKey = (name: string, source: KeySource): RegistryKey => {
  let values: Pick<RegistryKey, 'values' | 'valueCount'> | undefined;
  let keys: Pick<RegistryKey, 'keys' | 'keyCount'> | undefined;
  const readValues = (): NonNullable<typeof values> => (values ??= valuesOf(source.values()));
  const readKeys = (): NonNullable<typeof keys> => (keys ??= keysOf(source.keys()));
  return {
    name,
    get values() {
      return readValues().values;
    },
    get valueCount() {
      return readValues().valueCount;
    },
    get keys() {
      return readKeys().keys;
    },
    get keyCount() {
      return readKeys().keyCount;
    },
  };
};

const valuesOf = (all: Iterable<NamedValue>): Pick<RegistryKey, 'values' | 'valueCount'> => {
  let values: RegistryKey['values'];
  let valueCount = 0;
  for (const { name, value } of all) {
    values = put(values, { folded: foldName(name), name, item: value });
    valueCount += 1;
  }
  return { values, valueCount };
};

const keysOf = (all: Iterable<RegistryKey>): Pick<RegistryKey, 'keys' | 'keyCount'> => {
  let keys: RegistryKey['keys'];
  let keyCount = 0;
  for (const item of all) {
    keys = put(keys, { folded: foldName(item.name), name: item.name, item });
    keyCount += 1;
  }
  return { keys, keyCount };
};
