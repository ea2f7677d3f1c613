const BEYOND_ASCII = /[^\0-\x7f]/;

/**
 * One UTF-16 unit in upper case. A unit stays as it is where its upper case is not one unit, and
 * where only its upper case would be ASCII (dotless i, long s): Windows keeps those apart too.
 */
const foldUnit = (unit: string): string => {
  const upper = unit.toUpperCase();
  if (upper.length !== 1) return unit;
  return BEYOND_ASCII.test(unit) === BEYOND_ASCII.test(upper) ? upper : unit;
};

/**
 * A name as it is compared: upper-cased per UTF-16 unit, so its length stays. Two names are the
 * same name exactly when their folded forms are equal.
 */
export const foldName = (name: string): string =>
  BEYOND_ASCII.test(name) ? name.split('').map(foldUnit).join('') : name.toUpperCase();
