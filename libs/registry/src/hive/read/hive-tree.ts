import { foldName } from '../../names.js';
import { put } from '../../tree/treap.js';
import { emptyTree, type RegistryKey } from '../../tree/tree.js';
import { type HivePart } from './hive-reader.js';

type Growing = { -readonly [Field in keyof RegistryKey]: RegistryKey[Field] };

/**
 * The tree of a hive's parts; its root has no name.
 *
 * @throws HiveError for a hive that can't be read
 */
export const treeOfHive = (parts: Iterable<HivePart>): RegistryKey => {
  const open: Growing[] = [];
  for (const part of parts) {
    if (part.kind === 'key') {
      while (open.length > part.depth) closeLast(open);
      open.push({ ...emptyTree, name: part.name });
    } else {
      const { name, value } = part;
      const key = open.at(-1);
      if (key === undefined) continue;
      key.values = put(key.values, { folded: foldName(name), name, item: value });
      key.valueCount += 1;
    }
  }
  while (open.length > 1) closeLast(open);
  return open[0] ?? emptyTree;
};

/** Puts the last open key into its parent. */
const closeLast = (open: Growing[]): void => {
  const key = open.pop();
  const parent = open.at(-1);
  if (key === undefined || parent === undefined) return;
  parent.keys = put(parent.keys, { folded: foldName(key.name), name: key.name, item: key });
  parent.keyCount += 1;
};
