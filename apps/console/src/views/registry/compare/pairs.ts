import { type Entry } from '../key-question.js';
import { folded } from '../paths.js';

/** A place of a key with what both sides have there. */
export type Pair = Readonly<{
  name: string;
  left: Entry | undefined;
  right: Entry | undefined;
  differs: boolean;
}>;

/** The values of two keys side by side, by their names as registries compare them. */
export const pairsOf = (left: readonly Entry[], right: readonly Entry[]): readonly Pair[] => {
  const [ofLeft, ofRight] = [byName(left), byName(right)];
  const names = [...new Set([...ofLeft.keys(), ...ofRight.keys()])];
  return names
    .map((name) => pairOf(ofLeft.get(name), ofRight.get(name)))
    .toSorted((one, other) => (folded(one.name) < folded(other.name) ? -1 : 1));
};

const byName = (entries: readonly Entry[]): ReadonlyMap<string, Entry> =>
  new Map(entries.map((entry) => [folded(entry.name), entry]));

const pairOf = (left: Entry | undefined, right: Entry | undefined): Pair => ({
  name: left?.name ?? right?.name ?? '',
  left,
  right,
  differs: contentIn(left) !== contentIn(right),
});

/** A type and a content as one text; the API gives their parts in one order. */
const contentIn = (entry: Entry | undefined): string => JSON.stringify(entry?.value ?? null);
