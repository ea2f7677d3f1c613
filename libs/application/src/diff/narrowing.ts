import {
  effectiveKey,
  foldName,
  hasListedBelow,
  isWithin,
  parseKey,
  type RegistryView,
} from '#registry';
import { type Narrowing } from '#read-models';

import { malformed } from '../refusals.js';
import { type FoundSide } from './found-side.js';

/** No narrowing: the whole registry. */
export const WHOLE: Narrowing = {
  physical: '',
  shown: '',
  view: '64-bit',
  isMixed: false,
};

/**
 * The key under which two sides are compared. A stored copy is the tree under its effective key, and
 * a node opposite it is narrowed to that key.
 *
 * @throws RequestRefusal for two copies of different keys, and for a key beside the copy
 */
export const narrowed = (
  sides: readonly FoundSide[],
  { key: typed, view }: Readonly<{ key?: string | undefined; view: RegistryView }>,
): Narrowing => {
  const key = typed === undefined || typed === '' ? '' : parseKey(typed);
  const asked = effectiveKey(key, view);
  const copied = copiedKey(sides);
  if (copied === undefined || isWithin(asked, copied)) return shownIn(view, key, asked);
  if (isWithin(copied, asked))
    return { physical: copied, shown: copied, view: '64-bit', isMixed: false };
  throw malformed('/key', `"${key}" is no part of the stored copy, which has ${copied}`);
};

/** The effective key of the stored copies among the sides. */
const copiedKey = (sides: readonly FoundSide[]): string | undefined => {
  const keys = sides.flatMap(({ tree }) => (tree.kind === 'copy' ? [tree.effectiveKey] : []));
  const [first, second = first] = keys;
  if (first !== undefined && second !== undefined && foldName(first) !== foldName(second))
    throw malformed('/right', `it has the key ${second}, and the left side has ${first}`);
  return first;
};

/**
 * The narrowing to a key of a view. The 32-bit view mixes two physical keys above a key that only one
 * of them has: then the tree is built as the view shows it.
 */
const shownIn = (view: RegistryView, key: string, physical: string): Narrowing =>
  view === '64-bit' || !hasListedBelow(key)
    ? { physical, shown: key, view, isMixed: false }
    : { physical: '', shown: key, view, isMixed: true };
