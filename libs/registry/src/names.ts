const BEYOND_ASCII = /[^\0-\x7f]/;

/**
 * One UTF-16 unit in upper case. A unit stays as it is if its upper case is longer than one unit,
 * or is ASCII while the unit is not (dotless i, long s): Windows keeps those apart too.
 */
const foldUnit = (unit: string): string => {
  const upper = unit.toUpperCase();
  if (upper.length !== 1) return unit;
  return BEYOND_ASCII.test(unit) === BEYOND_ASCII.test(upper) ? upper : unit;
};

/**
 * A name for comparisons: in upper case, unit by unit, so that its length stays the same. Two names
 * are equal if their folded forms are.
 */
export const foldName = (name: string): string =>
  BEYOND_ASCII.test(name) ? name.split('').map(foldUnit).join('') : name.toUpperCase();
