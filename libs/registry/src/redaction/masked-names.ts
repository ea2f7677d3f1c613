import { splitKey } from '../keys.js';
import { foldName } from '../names.js';

/**
 * True if the value of this name in this key is masked. The name of the default value is ''; the
 * last component of the key stands for it. A `name` of null is the key itself, which is not masked.
 */
export type IsMasked = (key: string, name: string | null) => boolean;

/**
 * The predicate of the values whose names match one of several patterns: `*` is any text, `?` any
 * UTF-16 unit, upper and lower case are equal.
 */
export const maskedNames = (patterns: readonly string[]): IsMasked => {
  const folded = patterns.map(foldName);
  return (key, name) => {
    if (name === null) return false;
    const subject = foldName(name === '' ? (splitKey(key).at(-1) ?? '') : name);
    return folded.some((pattern) => matches(pattern, subject));
  };
};

/**
 * The last `*` that was met takes one unit more at each mismatch, so the time grows with the
 * product of the two lengths and no faster.
 */
const matches = (pattern: string, text: string): boolean => {
  let [at, star, taken] = [0, -1, 0];
  for (let unit = 0; unit < text.length;) {
    const wanted = pattern[at];
    if (wanted === '*') {
      [star, taken] = [at, unit];
      at += 1;
    } else if (wanted === '?' || wanted === text[unit]) {
      at += 1;
      unit += 1;
    } else if (star < 0) return false;
    else {
      taken += 1;
      [at, unit] = [star + 1, taken];
    }
  }
  return onlyStars(pattern, at);
};

const onlyStars = (pattern: string, from: number): boolean => {
  for (let at = from; at < pattern.length; at += 1) if (pattern[at] !== '*') return false;
  return true;
};
