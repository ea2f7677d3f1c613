import { foldName, joinKey, keyValues, sameValue, subKeys, type RegistryKey } from '#registry';

import { type PlaceChange } from '../losses/place-change.js';

type Pair = Readonly<{
  before: RegistryKey | undefined;
  after: RegistryKey | undefined;
  /** The path of both. */
  key: string;
}>;

/** The places that differ between two contents of a stored copy. A key comes before its subtree. */
export function* contentChanges({ before, after, key }: Pair): Iterable<PlaceChange> {
  if (before === after) return;
  const folded = foldName(key);
  if (before === undefined || after === undefined)
    yield { kind: 'key', folded, key, isLost: before !== undefined, last: undefined };
  yield* valueChanges({ before, after, key }, folded);
  for (const [name, [left, right]] of paired(before && subKeys(before), after && subKeys(after)))
    yield* contentChanges({ before: left, after: right, key: joinKey(key, name) });
}

function* valueChanges({ before, after, key }: Pair, folded: string): Iterable<PlaceChange> {
  for (const [name, [left, right]] of paired(
    before && keyValues(before),
    after && keyValues(after),
  )) {
    if (left !== undefined && right !== undefined && sameValue(left.value, right.value)) continue;
    const [lost, kept] = [left, right].map((one) => one && JSON.stringify(one.value));
    yield { kind: 'value', folded, key, name, lost, kept, place: undefined, last: undefined };
  }
}

type Named = Readonly<{ name: string }>;
type Sides<Item> = readonly [left: Item | undefined, right: Item | undefined];

/** Pairs the entries of two sides by name, in the left one's spelling if both exist. */
const paired = <Item extends Named>(
  left: Iterable<Item> = [],
  right: Iterable<Item> = [],
): readonly (readonly [string, Sides<Item>])[] => {
  const rest = new Map([...right].map((item) => [foldName(item.name), item]));
  const pairs = [...left].map((item): readonly [string, Sides<Item>] => {
    const folded = foldName(item.name);
    const other = rest.get(folded);
    rest.delete(folded);
    return [item.name, [item, other]];
  });
  return [...pairs, ...[...rest.values()].map((item) => [item.name, [undefined, item]] as const)];
};
