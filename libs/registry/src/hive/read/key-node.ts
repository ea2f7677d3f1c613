import { type EncodedName } from '../encoded-name.js';
import { KEY, KEY_FLAGS } from '../format.js';
import { requireBytes, requireSignature, type Cell } from './cells.js';

/** The fields of a key node that a registry has a place for, or that lead to a note. */
export type KeyNode = Readonly<{
  /** In bytes from the start of the file. */
  at: number;
  name: EncodedName;
  parent: number;
  keyCount: number;
  keyList: number;
  valueCount: number;
  valueList: number;
  hasVolatileKeys: boolean;
  hasClassName: boolean;
  isLink: boolean;
  /** True if the number of values is a handle instead. */
  isPredefined: boolean;
  /** True if the key is a layer over a key of another hive, in a hive with layers. */
  isLayer: boolean;
}>;

/** The bits of a layer's kind. */
const LAYER_KIND = 0x03;

/** @throws HiveError for a cell that is no key node */
export const readKeyNode = (cell: Cell): KeyNode => {
  const { at, data } = cell;
  requireSignature(cell, 'nk', 'a key');
  requireBytes(cell, KEY.name, 'a key');
  const nameLength = data.readUInt16LE(KEY.nameLength);
  requireBytes(cell, KEY.name + nameLength, 'a key with its name');
  const flags = data.readUInt16LE(KEY.flags);
  const has = (flag: number): boolean => (flags & flag) !== 0;
  return {
    at,
    name: {
      bytes: data.subarray(KEY.name, KEY.name + nameLength),
      isOneByte: has(KEY_FLAGS.KEY_COMP_NAME),
    },
    parent: data.readUInt32LE(KEY.parent),
    keyCount: data.readUInt32LE(KEY.keyCount),
    keyList: data.readUInt32LE(KEY.keyList),
    valueCount: data.readUInt32LE(KEY.valueCount),
    valueList: data.readUInt32LE(KEY.valueList),
    hasVolatileKeys: data.readUInt32LE(KEY.volatileKeyCount) > 0,
    hasClassName: data.readUInt16LE(KEY.classNameLength) > 0,
    isLink: has(KEY_FLAGS.KEY_SYM_LINK),
    isPredefined: has(KEY_FLAGS.KEY_PREDEF_HANDLE),
    isLayer: (data.readUInt8(KEY.layer) & LAYER_KIND) !== 0,
  };
};
