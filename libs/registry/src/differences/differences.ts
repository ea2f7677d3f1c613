import { joinKey, splitKey } from '../keys.js';
import { foldName } from '../names.js';
import { compare } from '../tree/treap.js';
import { type RegistryKey } from '../tree/tree.js';
import { sameValue } from '../values/value-bytes.js';
import { type RegistryValue } from '../values/value.js';

/**
 * A value that differs between two trees or, without a name, a key without values that only one of
 * them has.
 */
export type Difference = Readonly<{
  key: string;
  name: string | null;
  change: 'added' | 'removed' | 'changed';
  before: RegistryValue | undefined;
  after: RegistryValue | undefined;
}>;

/** The first differences of two trees, and the number of differences of each kind. */
export type Differences = Readonly<{
  items: readonly Difference[];
  summary: Readonly<Record<Difference['change'], number>>;
  /** The number of differences that are keys. */
  keys: number;
}>;

/** The place of a difference. */
export type DifferentPlace = Pick<Difference, 'key' | 'name'>;

type Pair = Readonly<{ from: RegistryKey | undefined; to: RegistryKey | undefined; key: string }>;
type Note = (difference: Difference) => void;

/**
 * Lists the differences of two trees under one physical key; undefined is an absent key. Names that
 * differ in case alone are equal.
 *
 * @param most the greatest length of `items`
 * @param after the place after which `items` begins
 */
export const differences = (
  { from, to, key }: Pair,
  most: number,
  after?: DifferentPlace,
): Differences => {
  const isListed = after === undefined ? (): boolean => true : isAfter(after);
  const items: Difference[] = [];
  const summary = { added: 0, removed: 0, changed: 0 };
  let keys = 0;
  noteKey({ from, to, key }, (difference) => {
    summary[difference.change] += 1;
    if (difference.name === null) keys += 1;
    if (items.length < most && isListed(difference)) items.push(difference);
  });
  return { items, summary, keys };
};

const noteKey = ({ from, to, key }: Pair, note: Note): void => {
  if (from === to) return;
  noteEmpty({ from, to, key }, note);
  compare(from?.values, to?.values, (before, after) => {
    const name = (before ?? after)?.name ?? '';
    noteValue({ key, name, before: before?.item, after: after?.item }, note);
  });
  compare(from?.keys, to?.keys, (before, after) => {
    const name = (before ?? after)?.name ?? '';
    noteKey({ from: before?.item, to: after?.item, key: joinKey(key, name) }, note);
  });
};

/** Notes a key that only one tree has, if it has no values there. */
const noteEmpty = ({ from, to, key }: Pair, note: Note): void => {
  const only = from === undefined ? to : to === undefined ? from : undefined;
  if (only === undefined || only.values !== undefined) return;
  const change = from === undefined ? 'added' : 'removed';
  note({ key, name: null, change, before: undefined, after: undefined });
};

const noteValue = ({ before, after, ...place }: Omit<Difference, 'change'>, note: Note): void => {
  if (before !== undefined && after !== undefined && sameValue(before, after)) return;
  const change = before === undefined ? 'added' : after === undefined ? 'removed' : 'changed';
  note({ ...place, change, before, after });
};

/** Returns whether a place is listed after another one: a key, its values, then the keys in it. */
const isAfter = (last: DifferentPlace): ((place: DifferentPlace) => boolean) => {
  const [lastKey, lastName] = folded(last);
  return (place) => {
    const [key, name] = folded(place);
    const level = key.findIndex((step, index) => step !== lastKey[index]);
    if (level >= 0) return lastKey[level] === undefined || (key[level] ?? '') > lastKey[level];
    return key.length === lastKey.length && name > lastName;
  };
};

/** A key without a name comes before all values of the key, also before the default value. */
const folded = ({ key, name }: DifferentPlace): readonly [readonly string[], string] => [
  splitKey(foldName(key)),
  name === null ? '' : `=${foldName(name)}`,
];
