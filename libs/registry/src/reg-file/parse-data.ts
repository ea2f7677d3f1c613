import { makeValue, MAX_VALUE_BYTES } from '../values/value-bytes.js';
import { REGISTRY_TYPES } from '../values/value-types.js';
import { type RegistryValue } from '../values/value.js';
import { type Cursor } from './cursor.js';
import { type Decoded } from './decoders.js';
import { type HexText } from './decode.js';
import { parseQuoted } from './parse-quoted.js';

/** The number of digits of an unsigned 32-bit integer. */
const DWORD_DIGITS = 8;
const BYTE_DIGITS = 2;
/** The types whose data a `REGEDIT4` file spells with one byte for each character. */
const TEXT_TYPES: readonly number[] = [
  REGISTRY_TYPES.REG_SZ,
  REGISTRY_TYPES.REG_EXPAND_SZ,
  REGISTRY_TYPES.REG_MULTI_SZ,
];

const utf16 = (text: string): Buffer => Buffer.from(text, 'utf16le');

/** The data after a value's `=`: a string, `dword:`, `hex:` or `hex(type):`. */
export const parseData = (cursor: Cursor, hexText: HexText): RegistryValue => {
  const start = cursor.place;
  if (cursor.peek() === '"')
    return limited(cursor, start, [REGISTRY_TYPES.REG_SZ, utf16(`${parseQuoted(cursor)}\0`)]);
  if (cursor.take('dword:')) return parseDword(cursor);
  if (!cursor.take('hex'))
    cursor.fail('expected text in quotes, "dword:", "hex:", "hex(type):" or "-"');
  const type = cursor.take('(') ? parseType(cursor) : REGISTRY_TYPES.REG_BINARY;
  cursor.expect(':');
  const bytes = parseBytes(cursor);
  const isInCodePage = hexText !== undefined && TEXT_TYPES.includes(type);
  return limited(cursor, start, [
    type,
    isInCodePage ? utf16(textOf(cursor, start, hexText(bytes))) : bytes,
  ]);
};

const textOf = (cursor: Cursor, start: number, { text, failure }: Decoded): string =>
  failure === undefined ? text : cursor.fail(failure, start);

const limited = (
  cursor: Cursor,
  start: number,
  [type, bytes]: readonly [number, Buffer],
): RegistryValue =>
  bytes.length > MAX_VALUE_BYTES
    ? cursor.fail(`the value has more than ${MAX_VALUE_BYTES} bytes`, start)
    : makeValue(type, bytes);

const parseDword = (cursor: Cursor): RegistryValue => {
  cursor.skipBlanks();
  const number = cursor.takeHex(DWORD_DIGITS);
  return number === undefined
    ? cursor.fail(`expected 1 to ${DWORD_DIGITS} hexadecimal digits`)
    : { type: 'REG_DWORD', number };
};

const parseType = (cursor: Cursor): number => {
  const type = cursor.takeHex(DWORD_DIGITS) ?? cursor.fail('expected a type in hexadecimal digits');
  cursor.expect(')');
  return type;
};

/**
 * Bytes that are separated by commas. After the colon, or a comma, a backslash continues the list
 * on the next line.
 */
const parseBytes = (cursor: Cursor): Buffer => {
  const start = cursor.place;
  const bytes: number[] = [];
  do {
    const isContinued = continueLine(cursor);
    const byte = cursor.takeHex(BYTE_DIGITS);
    // Without this check, a file that was cut off here would import half a value.
    if (byte === undefined && isContinued) cursor.fail('expected a byte after the backslash');
    if (byte === undefined) break;
    bytes.push(byte);
    if (bytes.length > MAX_VALUE_BYTES)
      cursor.fail(`the value has more than ${MAX_VALUE_BYTES} bytes`, start);
    cursor.skipBlanks();
  } while (cursor.take(','));
  return Buffer.from(bytes);
};

/** Moves to the continuation, past blank lines and comments; false if there is none. */
const continueLine = (cursor: Cursor): boolean => {
  cursor.skipBlanks();
  if (!cursor.take('\\')) return false;
  do {
    cursor.endLine();
    cursor.skipBlanks();
  } while (!cursor.isAtEnd && [';', '\r', '\n'].includes(cursor.peek()));
  return true;
};
