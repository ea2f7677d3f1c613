import { type Occurrence } from '../domain-event.js';

/** The event with the last position of several. */
export const latest = (
  ...occurrences: readonly (Occurrence | undefined)[]
): Occurrence | undefined => {
  let last: Occurrence | undefined;
  for (const one of occurrences)
    if (one !== undefined && (last === undefined || isAfter(one.position, last.position)))
      last = one;
  return last;
};

/** Compares positions, which are decimal digits without leading zeros. */
const isAfter = (one: string, other: string): boolean =>
  one.length === other.length ? one > other : one.length > other.length;
