import { ClusterError } from '#clusapi';

import { parseKey, parseValueName } from '../keys.js';
import { type RegistryChange } from '../value.js';
import { Cursor } from './cursor.js';
import { decodeFile, type DecodedFile } from './decode.js';
import { parseData } from './parse-data.js';
import { parseQuoted } from './parse-quoted.js';

const ROOT = 'HKEY_LOCAL_MACHINE';

/**
 * The changes that a `.reg` file asks for, in its order. Keys are relative to HKLM and as the file
 * has them; importing is a merge, and `[-key]` and `"name"=-` delete.
 *
 * @throws RegFileError at the first thing that is wrong; then nothing of the file is taken
 */
export const parseRegFile = (bytes: Uint8Array): readonly RegistryChange[] => [
  ...parseRegFileLazily(bytes),
];

/**
 * The same, one by one, for callers who must not stop everything else meanwhile. They have to keep
 * the changes to themselves until the last one came, because any step may find the file wrong.
 *
 * @throws RegFileError while it is walked
 */
export const parseRegFileLazily = (bytes: Uint8Array): Iterable<RegistryChange> =>
  parseLines(decodeFile(bytes));

/** The header that values belong to; its key is '' for HKLM itself. */
type Header = Extract<RegistryChange, { op: 'create-key' | 'delete-key' }>;

function* parseLines({ text, encoding }: DecodedFile): Iterable<RegistryChange> {
  const cursor = new Cursor(text);
  cursor.takeLine();
  cursor.endLine();
  let header: Header | undefined;
  while (!cursor.isAtEnd) {
    cursor.skipBlanks();
    if (cursor.peek() === '[') {
      header = parseHeader(cursor);
      if (header.key !== '') yield header;
    } else if (cursor.peek() === '@' || cursor.peek() === '"') {
      yield parseValue(cursor, keyOf(cursor, header), encoding);
    }
    cursor.endLine();
  }
}

const parseHeader = (cursor: Cursor): Header => {
  cursor.expect('[');
  const isDeletion = cursor.take('-');
  const start = cursor.place;
  const line = cursor.takeLine();
  // A key's name may have brackets, so the last one closes.
  const end = line.lastIndexOf(']');
  if (end < 0) cursor.fail('expected "]"', start + line.length);
  const rest = line.slice(end + 1).trimStart();
  if (rest !== '' && !rest.startsWith(';'))
    cursor.fail('expected the end of the line', start + line.length - rest.length);
  const key = parseRelative(cursor, line.slice(0, end), start);
  if (isDeletion && key === '') cursor.fail(`${ROOT} can't be deleted`, start);
  return { op: isDeletion ? 'delete-key' : 'create-key', key };
};

const parseRelative = (cursor: Cursor, path: string, place: number): string => {
  const root = path.split('\\', 1).join('');
  if (root.toUpperCase() !== ROOT) cursor.fail(`the root "${root}" is not ${ROOT}`, place);
  if (path.length === root.length) return '';
  return locate(cursor, place, () => parseKey(path.slice(root.length + 1)));
};

/** What the registry refuses is refused where the file says it. */
const locate = (cursor: Cursor, place: number, parse: () => string): string => {
  try {
    return parse();
  } catch (error) {
    if (error instanceof ClusterError) return cursor.fail(error.message, place);
    throw error;
  }
};

const keyOf = (cursor: Cursor, header: Header | undefined): string => {
  if (header === undefined) return cursor.fail('a value needs a key before it');
  if (header.op === 'delete-key') return cursor.fail('a value of a key that is being deleted');
  return header.key === '' ? cursor.fail(`${ROOT} itself has no values`) : header.key;
};

const parseValue = (
  cursor: Cursor,
  key: string,
  encoding: DecodedFile['encoding'],
): RegistryChange => {
  const start = cursor.place;
  const typed = cursor.take('@') ? '' : parseQuoted(cursor);
  const name = locate(cursor, start, () => parseValueName(typed));
  cursor.skipBlanks();
  cursor.expect('=');
  cursor.skipBlanks();
  if (cursor.take('-')) return { op: 'delete-value', key, name };
  return { op: 'set', key, name, value: parseData(cursor, encoding) };
};
