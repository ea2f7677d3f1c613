import { joinKey } from '../keys.js';
import { compare } from '../tree/treap.js';
import { type RegistryKey } from '../tree/tree.js';
import { sameValue } from '../values/value-bytes.js';
import { type RegistryChange } from '../values/value.js';

type Pair = Readonly<{ from: RegistryKey | undefined; to: RegistryKey | undefined; key: string }>;

/**
 * The changes that turn a tree with `from` at a physical key into one with `to` there; undefined is
 * an absent key. Shared subtrees are skipped. Names that differ in case alone are equal.
 */
export const diffKeys = (
  from: RegistryKey | undefined,
  to: RegistryKey | undefined,
  key: string,
): readonly RegistryChange[] => {
  const changes: RegistryChange[] = [];
  collect({ from, to, key }, { changes, most: Infinity });
  return changes;
};

/** True if two trees differ. The search ends at the first difference. */
export const areDifferent = (from: RegistryKey, to: RegistryKey): boolean => {
  const found: RegistryChange[] = [];
  collect({ from, to, key: '' }, { changes: found, most: 1 });
  return found.length > 0;
};

/** The differences found so far, and the number at which the search ends. */
type Found = Readonly<{ changes: RegistryChange[]; most: number }>;

const collect = ({ from, to, key }: Pair, found: Found): void => {
  const { changes } = found;
  if (from === to || changes.length >= found.most) return;
  if (to === undefined) {
    changes.push({ op: 'delete-key', key });
    return;
  }
  if (from === undefined && to.values === undefined && to.keys === undefined)
    changes.push({ op: 'create-key', key });
  collectValues({ from, to, key }, found);
  compare(from?.keys, to.keys, (before, after) => {
    const name = before?.name ?? after?.name ?? '';
    collect({ from: before?.item, to: after?.item, key: joinKey(key, name) }, found);
  });
};

const collectValues = ({ from, to, key }: Pair, { changes, most }: Found): void => {
  compare(from?.values, to?.values, (before, after) => {
    if (changes.length >= most) return;
    if (after !== undefined) {
      if (before === undefined || !sameValue(before.item, after.item))
        changes.push({ op: 'set', key, name: before?.name ?? after.name, value: after.item });
    } else if (before !== undefined) changes.push({ op: 'delete-value', key, name: before.name });
  });
};
