import { NOTHING } from '../places.js';
import { numberIn, searchableJson, type Searchable } from './searchable.js';

/** The kinds of terms: three units of a text in a row, its type and its node; a share of all numbers. */
export const GRAM = 'g';
export const NUMBER = 'n';
export const TYPE = 'y';
export const NODE = 'm';

/** The term of the texts that are too long for grams; a gram has three units. */
export const LONG = 'long';

/** The greatest length of an indexed text, in UTF-16 units; longer ones are searched one by one. */
export const MAX_INDEXED = 2048;

/** The number of units in a gram. */
export const UNITS = 3;

// Halves of pairs have no form in UTF-8. In a gram, one stands for all of them.
const UNSTORABLE = /[\0\ud800-\udfff]/g;

/** The grams of a folded text, one after the other; some come again. */
export function* gramsOf(folded: string): Iterable<string> {
  const plain = folded.replaceAll(UNSTORABLE, '\ufffd');
  for (let at = 0; at + UNITS <= plain.length; at += 1) yield plain.slice(at, at + UNITS);
}

/** The number of shares that all numbers are divided into, in each of two ways. */
const SHARES = 1024;

/** The shares of a number, in one number. */
export const hashOf = (number: string): number => {
  let hash = OFFSET;
  for (let at = 0; at < number.length; at += 1)
    hash = Math.imul(hash ^ number.charCodeAt(at), PRIME) >>> 0;
  return hash;
};

/** The shares of a number by its hash: below `SHARES` in the first way, above it in the second one. */
export const sharesOf = (hash: number): readonly [number, number] => [
  hash % SHARES,
  SHARES + ((hash >>> SHIFT) % SHARES),
];

const [OFFSET, PRIME, SHIFT] = [0x811c9dc5, 0x01000193, 16];

/** A content as it is indexed. */
export type Indexed = Searchable &
  Readonly<{
    /** True for texts that are not indexed; they are left out here. */
    isLong: boolean;
    /** The length of the texts. */
    units: number;
  }>;

const toIndexed = (content: Searchable): Indexed => {
  const units = content.texts.reduce((sum, text) => sum + text.length, 0);
  return units > MAX_INDEXED
    ? { ...content, texts: [], isLong: true, units: 0 }
    : { ...content, isLong: false, units };
};

/** The content of the JSON of a value as it is indexed, a number by its hash; undefined for bytes. */
export const indexedOf = (json: string): Indexed | number | undefined => {
  const number = numberIn(json);
  if (number !== undefined) return hashOf(number);
  const content = json === NOTHING ? undefined : searchableJson(json);
  return content?.number === undefined ? content && toIndexed(content) : hashOf(content.number);
};
