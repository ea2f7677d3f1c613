/** The greatest unit of a name that is stored with one byte for each unit. */
const MAX_BYTE = 0xff;

const BEYOND_BYTES = /[^\0-\xff]/;

/** A name as a hive stores it: one byte for each unit if that is possible, else UTF-16LE. */
export type EncodedName = Readonly<{ bytes: Buffer; isOneByte: boolean }>;

export const encodeName = (name: string): EncodedName => {
  const isOneByte = !BEYOND_BYTES.test(name);
  return { bytes: Buffer.from(name, isOneByte ? 'latin1' : 'utf16le'), isOneByte };
};

export const decodeName = ({ bytes, isOneByte }: EncodedName): string =>
  bytes.toString(isOneByte ? 'latin1' : 'utf16le');

/** The number of units of the hint of an `lf` list. */
const HINT_UNITS = 4;

/** The first units of a name as bytes; zeros if one of them is no byte. */
export const nameHint = (name: string): Buffer => {
  const hint = Buffer.alloc(HINT_UNITS);
  const units = Array.from({ length: Math.min(name.length, HINT_UNITS) }, (_, at) =>
    name.charCodeAt(at),
  );
  if (units.every((unit) => unit <= MAX_BYTE)) hint.set(units);
  return hint;
};

/** The factor of the hash of an `lh` list. */
const FACTOR = 37;

/** The hash of a name in upper case. */
export const nameHash = (folded: string): number => {
  let hash = 0;
  for (let at = 0; at < folded.length; at += 1)
    hash = (Math.imul(hash, FACTOR) + folded.charCodeAt(at)) >>> 0;
  return hash;
};
