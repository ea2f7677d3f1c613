/**
 * The numbers of the regf format.
 *
 * @see "Windows registry file format specification", M. Suhanov
 */

/** The length of the base block, which precedes the bins, and the unit of the length of a bin. */
export const PAGE = 4096;
/** The part of the base block that the checksum covers; the checksum follows. */
export const CHECKED_BYTES = 508;
export const BIN_HEADER = 32;
/** Cells begin and end at multiples of this. */
export const CELL_UNIT = 8;
/** The size in front of the data of a cell: negative if the cell is in use. */
export const CELL_HEADER = 4;
/** An offset that points nowhere. */
export const NOWHERE = 0xffffffff;
/** The data of one segment of a value in several cells. */
export const SEGMENT_BYTES = 16_344;
/** Data up to this length is stored in the value's own cell. */
export const INLINE_BYTES = 4;
/** The bit of a value's size for data in the value's own cell. */
export const INLINE = 0x80000000;

/** The fields of the base block. */
export const BASE = {
  signature: 0,
  primarySequence: 4,
  secondarySequence: 8,
  written: 12,
  major: 20,
  minor: 24,
  type: 28,
  format: 32,
  root: 36,
  binsSize: 40,
  clustering: 44,
  fileName: 48,
  flags: 144,
} as const;

/** The fields of the header of a bin. */
export const BIN = { signature: 0, offset: 4, size: 8, written: 20 } as const;

/** The fields of a key node (`nk`), from the start of the data of its cell. */
export const KEY = {
  signature: 0,
  flags: 2,
  written: 4,
  layer: 13,
  parent: 16,
  keyCount: 20,
  volatileKeyCount: 24,
  keyList: 28,
  volatileKeyList: 32,
  valueCount: 36,
  valueList: 40,
  security: 44,
  className: 48,
  largestKeyName: 52,
  largestClassName: 56,
  largestValueName: 60,
  largestValueData: 64,
  nameLength: 72,
  classNameLength: 74,
  name: 76,
} as const;

/** The flags of a key node. */
export const KEY_FLAGS = {
  KEY_HIVE_ENTRY: 0x0004,
  KEY_NO_DELETE: 0x0008,
  KEY_SYM_LINK: 0x0010,
  KEY_COMP_NAME: 0x0020,
  KEY_PREDEF_HANDLE: 0x0040,
} as const;

/** The fields of a key value (`vk`). */
export const VALUE = {
  signature: 0,
  nameLength: 2,
  size: 4,
  data: 8,
  type: 12,
  flags: 16,
  name: 20,
} as const;

/** The flags of a key value. */
export const VALUE_FLAGS = { VALUE_COMP_NAME: 0x0001, VALUE_TOMBSTONE: 0x0002 } as const;

/** The fields of a list of keys, and of a list of the segments of a value (`db`). */
export const LIST = { signature: 0, count: 2, items: 4 } as const;

/** The length of an item of each kind of list of keys. */
export const ITEM_BYTES = { li: 4, lf: 8, lh: 8, ri: 4 } as const;
/** The length of an offset, as in the list of the values of a key. */
export const OFFSET_BYTES = 4;

/** The XOR of the first 508 bytes of a base block, 32 bits at a time, unsigned. */
export const checksum = (base: Buffer): number => {
  let sum = 0;
  for (let at = 0; at < CHECKED_BYTES; at += 4) sum ^= base.readUInt32LE(at);
  return sum >>> 0;
};
