/** The rank of a text for the typed words: 0 is best; undefined if a typed word is not in it. */
export const rankOf = (text: string, typed: string): number | undefined => {
  const folded = text.toLowerCase();
  const words = typed
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  if (!words.every((word) => folded.includes(word))) return undefined;
  const [first = ''] = words;
  if (folded.startsWith(first)) return 0;
  return isAtWord(folded, first) ? 1 : 2;
};

const isAtWord = (text: string, word: string): boolean => {
  const before = text.charAt(text.indexOf(word) - 1);
  return !/[a-z0-9]/.test(before);
};

/** The texts that fit, the best first, at most `most` of them; equal ones stay in their order. */
export const bestOf = <Entry extends Readonly<{ text: string }>>(
  entries: readonly Entry[],
  typed: string,
  most: number,
): readonly Entry[] =>
  entries
    .map((entry) => ({ entry, rank: rankOf(entry.text, typed) }))
    .filter((ranked): ranked is Ranked<Entry> => ranked.rank !== undefined)
    .toSorted((one, other) => one.rank - other.rank)
    .slice(0, most)
    .map(({ entry }) => entry);

type Ranked<Entry> = Readonly<{ entry: Entry; rank: number }>;
