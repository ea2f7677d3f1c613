import { type Busy } from '../scale/activity.js';

/**
 * Gives each part a row, so that parts of one row don't overlap. A part takes the lowest row that is
 * free, and one with the same key as an earlier part takes that row where it is free.
 *
 * @returns the parts in the order of time
 */
export const inRows = <Part extends Busy & Readonly<{ id: string }>>(
  parts: readonly Part[],
): readonly (Part & Readonly<{ row: number }>)[] => {
  const ends: number[] = [];
  const usual = new Map<string, number>();
  return parts
    .toSorted((one, other) => one.from - other.from || one.to - other.to)
    .map((part) => {
      const known = usual.get(part.id);
      const isFree = (row: number): boolean => (ends[row] ?? -Infinity) <= part.from;
      const row = known !== undefined && isFree(known) ? known : firstFree(ends, isFree);
      ends[row] = part.to;
      usual.set(part.id, row);
      return { ...part, row };
    });
};

const firstFree = (ends: readonly number[], isFree: (row: number) => boolean): number => {
  const row = ends.findIndex((_, index) => isFree(index));
  return row < 0 ? ends.length : row;
};
