const BEYOND_ASCII = /[^\0-\x7f]/;

/** One UTF-16 unit in upper case; units whose upper case is not one unit stay as they are. */
const foldUnit = (unit: string): string => {
  const upper = unit.toUpperCase();
  return upper.length === 1 ? upper : unit;
};

/**
 * A name as it is compared: upper-cased per UTF-16 unit, so its length stays. Two names are the
 * same name exactly when their folded forms are equal.
 */
export const foldName = (name: string): string =>
  BEYOND_ASCII.test(name) ? name.split('').map(foldUnit).join('') : name.toUpperCase();
