import { hasSameKeys, hasSameValues, isSameContent } from '../hash.js';
import { joinKey } from '../keys.js';
import { compareBy, type Treap } from '../tree/treap.js';
import { type RegistryKey } from '../tree/tree.js';
import { sameValue } from '../values/value-bytes.js';
import { type RegistryValue } from '../values/value.js';

/** A key that only one of two trees has, or a value that differs. */
export type ChangedPlace = Readonly<
  | { key: string; name: null; isBefore: boolean }
  | {
      key: string;
      name: string;
      before: RegistryValue | undefined;
      after: RegistryValue | undefined;
    }
>;

type Pair = Readonly<{ from: RegistryKey | undefined; to: RegistryKey | undefined; key: string }>;

/** The places found so far, and the number at which the search ends. */
type Found = Readonly<{ places: ChangedPlace[]; most: number }>;

/**
 * The places that differ between two trees under one physical key, a key before its subtree.
 * Subtrees with equal digests are skipped, so that trees which share nothing cost their differences
 * too, once they are hashed.
 *
 * @param most the number of places at which the search ends
 */
export const changedPlaces = (pair: Pair, most: number): readonly ChangedPlace[] => {
  const places: ChangedPlace[] = [];
  note(pair, { places, most });
  return places;
};

const note = ({ from, to, key }: Pair, found: Found): void => {
  const { places, most } = found;
  if (places.length >= most || isSameContent(from, to)) return;
  if (from === undefined || to === undefined)
    places.push({ key, name: null, isBefore: from !== undefined });
  noteValues({ from, to, key }, found);
  const visit = (before: Side<RegistryKey>, after: Side<RegistryKey>): void => {
    const inside = joinKey(key, nameOf(before, after));
    note({ from: before?.item, to: after?.item, key: inside }, found);
  };
  compareBy(from?.keys, to?.keys, { visit, isSame: hasSameKeys });
};

type Side<Item> = Treap<Item> | undefined;

const nameOf = (before: Side<unknown>, after: Side<unknown>): string =>
  (before ?? after)?.name ?? '';

const noteValues = ({ from, to, key }: Pair, { places, most }: Found): void => {
  const visit = (before: Side<RegistryValue>, after: Side<RegistryValue>): void => {
    if (places.length >= most || isSameValue(before, after)) return;
    const name = nameOf(before, after);
    places.push({ key, name, before: before?.item, after: after?.item });
  };
  compareBy(from?.values, to?.values, { visit, isSame: hasSameValues });
};

const isSameValue = (before: Side<RegistryValue>, after: Side<RegistryValue>): boolean =>
  before !== undefined && after !== undefined && sameValue(before.item, after.item);
