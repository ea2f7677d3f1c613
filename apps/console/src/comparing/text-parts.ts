import { diffChars, diffWordsWithSpace } from 'diff';

/** A part of a text; `isChanged` if the other text has it not. */
export type Part = Readonly<{ text: string; isChanged: boolean }>;

type Sides = Readonly<{ left: readonly Part[]; right: readonly Part[] }>;

const MOST_BY_LETTER = 200;
const MOST_BY_WORD = 2000;

/** The parts in which two texts differ. Long ones are compared by word, and very long ones as a whole. */
export const textParts = (left: string, right: string): Sides => {
  const longest = Math.max(left.length, right.length);
  if (longest > MOST_BY_WORD) return { left: [whole(left)], right: [whole(right)] };
  const parts = longest > MOST_BY_LETTER ? diffWordsWithSpace(left, right) : diffChars(left, right);
  return {
    left: parts
      .filter(({ added }) => !added)
      .map(({ value, removed }) => ({ text: value, isChanged: removed })),
    right: parts
      .filter(({ removed }) => !removed)
      .map(({ value, added }) => ({ text: value, isChanged: added })),
  };
};

const whole = (text: string): Part => ({ text, isChanged: true });
