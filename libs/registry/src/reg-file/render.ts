import { joinKey } from '../keys.js';
import { type NamedValue } from '../tree/tree.js';
import { valueBytes, valueType } from '../values/value-bytes.js';
import { REGISTRY_TYPES } from '../values/value-types.js';
import { type RegistryValue } from '../values/value.js';
import { type ViewKey } from '../tree/view.js';

/** The first line of a version 5 file. */
export const HEADER = 'Windows Registry Editor Version 5.00';
/** The root of every key of a file. */
export const ROOT = 'HKEY_LOCAL_MACHINE';
/** The end of a line. */
export const NEWLINE = '\r\n';
/**
 * Regedit wraps after the byte that reaches this column, and indents the next line by two blanks.
 */
const WRAP_COLUMN = 77;
/** The length of text that goes into one buffer, in UTF-16 units. */
const PIECE_UNITS = 32_768;

const BYTES = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

/** A text in quotes. */
export const quote = (text: string): string => `"${text.replace(/[\\"]/g, '\\$&')}"`;

/**
 * The text of data that the form in quotes reproduces: terminated once, well-formed, in one line.
 */
const quotable = (value: RegistryValue): string | undefined => {
  if (value.type !== 'REG_SZ') return undefined;
  const bytes = valueBytes(value);
  const text = bytes.toString('utf16le');
  const isTerminated = bytes.length % 2 === 0 && text.indexOf('\0') === text.length - 1;
  return isTerminated && text !== '' && text.isWellFormed() && !/[\r\n]/.test(text)
    ? text.slice(0, -1)
    : undefined;
};

/** The line of a value. */
export const renderValue = ({ name, value }: NamedValue): string => {
  const head = `${name === '' ? '@' : quote(name)}=`;
  const text = quotable(value);
  if (text !== undefined) return `${head}${quote(text)}`;
  if (value.type === 'REG_DWORD' && 'number' in value)
    return `${head}dword:${value.number.toString(16).padStart(8, '0')}`;
  const type = valueType(value);
  const kind = type === REGISTRY_TYPES.REG_BINARY ? 'hex' : `hex(${type.toString(16)})`;
  return wrapBytes(`${head}${kind}:`, valueBytes(value));
};

const wrapBytes = (head: string, bytes: Uint8Array): string => {
  let done = '';
  let line = head;
  bytes.forEach((byte, index) => {
    line += BYTES[byte] ?? '';
    if (index === bytes.length - 1) return;
    line += ',';
    if (line.length < WRAP_COLUMN) return;
    done += `${line}\\${NEWLINE}`;
    line = '  ';
  });
  return done + line;
};

/**
 * A key with its subtree as text of a version 5 file, in regedit's own form. Each piece is made
 * when it is needed. An absent key gives only the deletion, if any.
 *
 * @param replace begin with a deletion of the key, so that an import replaces it
 */
export function* renderRegFile(
  root: ViewKey | undefined,
  { key, replace }: Readonly<{ key: string; replace: boolean }>,
): Iterable<string> {
  yield `${HEADER}${NEWLINE}${NEWLINE}`;
  if (replace) yield `[-${joinKey(ROOT, key)}]${NEWLINE}${NEWLINE}`;
  for (const { path, values } of root === undefined ? [] : depthFirst(root)) {
    yield `[${joinKey(ROOT, path)}]${NEWLINE}`;
    for (const value of values) yield `${renderValue(value)}${NEWLINE}`;
    yield NEWLINE;
  }
}

function* depthFirst(root: ViewKey): Iterable<ViewKey> {
  const open: Iterator<ViewKey>[] = [[root].values()];
  for (let keys = open.at(-1); keys !== undefined; keys = open.at(-1)) {
    const next = keys.next();
    if (next.done === true) {
      open.pop();
    } else {
      yield next.value;
      open.push(next.value.keys()[Symbol.iterator]());
    }
  }
}

/** The bytes of a file, in pieces: UTF-16LE with its byte-order mark. */
export function* encodeRegFile(pieces: Iterable<string>): Iterable<Uint8Array> {
  let text = '\ufeff';
  for (const piece of pieces) {
    text += piece;
    if (text.length < PIECE_UNITS) continue;
    yield Buffer.from(text, 'utf16le');
    text = '';
  }
  if (text !== '') yield Buffer.from(text, 'utf16le');
}
