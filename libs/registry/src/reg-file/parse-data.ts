import { ClusterError } from '#clusapi';

import { makeValue, MAX_VALUE_BYTES } from '../value-bytes.js';
import { REGISTRY_TYPES } from '../value-types.js';
import { type RegistryValue } from '../value.js';
import { type Cursor } from './cursor.js';
import { type DecodedFile } from './decode.js';

const HEX_DIGIT = /[0-9a-f]/i;
const DWORD_DIGITS = 8;
const TEXT_TYPES: readonly number[] = [
  REGISTRY_TYPES.REG_SZ,
  REGISTRY_TYPES.REG_EXPAND_SZ,
  REGISTRY_TYPES.REG_MULTI_SZ,
];

const isHex = (unit: string): boolean => HEX_DIGIT.test(unit);

/** The data after a value's `=`: a string that was read already, `dword:`, `hex:` or `hex(n):`. */
export const parseData = (
  cursor: Cursor,
  { text, encoding }: { text?: string; encoding: DecodedFile['encoding'] },
): RegistryValue => {
  if (text !== undefined)
    return limited(REGISTRY_TYPES.REG_SZ, Buffer.from(`${text}\0`, 'utf16le'));
  if (cursor.take('dword:')) return parseDword(cursor);
  if (!cursor.take('hex')) cursor.fail('expected a quote, "dword:", "hex:" or "hex(type):"');
  const type = cursor.take('(') ? parseType(cursor) : REGISTRY_TYPES.REG_BINARY;
  cursor.expect(':', '":"');
  const bytes = parseBytes(cursor);
  return limited(type, encoding === 'ansi' && TEXT_TYPES.includes(type) ? widen(bytes) : bytes);
};

const limited = (type: number, bytes: Uint8Array): RegistryValue => {
  if (bytes.length > MAX_VALUE_BYTES)
    throw new ClusterError(
      'ERROR_INVALID_PARAMETER',
      `the value has ${bytes.length} bytes, the limit is ${MAX_VALUE_BYTES}`,
    );
  return makeValue(type, bytes);
};

const parseDword = (cursor: Cursor): RegistryValue => {
  const start = cursor.place;
  const digits = cursor.takeWhile(isHex);
  if (digits === '' || digits.length > DWORD_DIGITS)
    cursor.fail(`expected 1 to ${DWORD_DIGITS} hexadecimal digits`, start);
  return { type: 'REG_DWORD', number: parseInt(digits, 16) };
};

const parseType = (cursor: Cursor): number => {
  const start = cursor.place;
  const digits = cursor.takeWhile(isHex);
  if (digits === '' || digits.length > DWORD_DIGITS)
    cursor.fail('expected a type in hexadecimal digits', start);
  cursor.expect(')', '")"');
  return parseInt(digits, 16);
};

/** Bytes by commas; a backslash at the end of a line goes on in the next, comments between. */
const parseBytes = (cursor: Cursor): Buffer => {
  const bytes: number[] = [];
  for (;;) {
    cursor.skipBlanks();
    if (continues(cursor)) continue;
    if (!isHex(cursor.peek())) break;
    bytes.push(parseByte(cursor));
    cursor.skipBlanks();
    while (continues(cursor));
    if (!cursor.take(',')) break;
  }
  return Buffer.from(bytes);
};

const parseByte = (cursor: Cursor): number => {
  const start = cursor.place;
  const digits = cursor.takeWhile(isHex);
  if (digits.length > 2) cursor.fail('expected at most two hexadecimal digits', start);
  return parseInt(digits, 16);
};

const continues = (cursor: Cursor): boolean => {
  if (!cursor.take('\\')) return false;
  cursor.endLine();
  cursor.skipBlanks();
  while (cursor.peek() === ';') {
    cursor.endLine();
    cursor.skipBlanks();
  }
  return true;
};

/** Text of a `REGEDIT4` file is one byte a character. */
const widen = (bytes: Buffer): Buffer =>
  Buffer.from(new TextDecoder('windows-1252').decode(bytes), 'utf16le');
