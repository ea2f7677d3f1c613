import { joinKey } from '../keys.js';
import { type NamedValue } from '../tree.js';
import { valueBytes, valueType } from '../value-bytes.js';
import { REGISTRY_TYPES } from '../value-types.js';
import { type RegistryValue } from '../value.js';
import { type ViewKey } from '../view.js';

const HEADER = 'Windows Registry Editor Version 5.00';
const ROOT = 'HKEY_LOCAL_MACHINE';
const NEWLINE = '\r\n';
/** Regedit wraps before the column 78, and goes on after two blanks. */
const LAST_COLUMN = 77;
/** What quotes can't hold in one line, or would not give back. */
const NEEDS_HEX = /[\r\n\0]/;

const quote = (text: string): string => `"${text.replace(/[\\"]/g, '\\$&')}"`;

const renderData = (value: RegistryValue): string => {
  if (value.type === 'REG_SZ' && 'text' in value && !NEEDS_HEX.test(value.text))
    return quote(value.text);
  if (value.type === 'REG_DWORD' && 'number' in value)
    return `dword:${value.number.toString(16).padStart(8, '0')}`;
  const type = valueType(value);
  return `${type === REGISTRY_TYPES.REG_BINARY ? 'hex' : `hex(${type.toString(16)})`}:`;
};

const renderValue = ({ name, value }: NamedValue): string => {
  const head = `${name === '' ? '@' : quote(name)}=${renderData(value)}`;
  return head.endsWith(':') && !head.endsWith('"') ? wrapBytes(head, valueBytes(value)) : head;
};

const wrapBytes = (head: string, bytes: Uint8Array): string => {
  const lines: string[] = [];
  let line = head;
  bytes.forEach((byte, index) => {
    const isLast = index === bytes.length - 1;
    const next = `${byte.toString(16).padStart(2, '0')}${isLast ? '' : ','}`;
    if (line.length + next.length >= LAST_COLUMN) {
      lines.push(`${line}\\`);
      line = '  ';
    }
    line += next;
  });
  return [...lines, line].join(NEWLINE);
};

/**
 * A key and all below it as text of a version 5 file, a piece a key.
 *
 * @param replace begins with a deletion of the key, so that importing the file replaces it
 */
export function* renderRegFile(
  root: ViewKey | undefined,
  { key, replace }: Readonly<{ key: string; replace: boolean }>,
): Iterable<string> {
  yield `${HEADER}${NEWLINE}${NEWLINE}`;
  if (replace) yield `[-${joinKey(ROOT, key)}]${NEWLINE}${NEWLINE}`;
  if (root === undefined) return;
  const open = [root];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const values = [...next.values].map((value) => `${renderValue(value)}${NEWLINE}`).join('');
    yield `[${joinKey(ROOT, next.path)}]${NEWLINE}${values}${NEWLINE}`;
    open.push(...[...next.keys()].reverse());
  }
}

/** The bytes of a file: UTF-16LE with its byte-order mark. */
export function* encodeRegFile(pieces: Iterable<string>): Iterable<Uint8Array> {
  yield Uint8Array.of(0xff, 0xfe);
  for (const piece of pieces) yield Buffer.from(piece, 'utf16le');
}
