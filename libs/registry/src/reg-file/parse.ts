import { ClusterError } from '#clusapi';

import { parseKey, parseValueName } from '../keys.js';
import { type RegistryChange } from '../value.js';
import { Cursor } from './cursor.js';
import { decodeFile, type DecodedFile } from './decode.js';
import { parseData } from './parse-data.js';

const ROOT = 'HKEY_LOCAL_MACHINE';

/**
 * The changes that a `.reg` file asks for, in its order. Keys are relative to HKLM and as the file
 * has them; importing is a merge, and `[-key]` and `"name"=-` delete.
 *
 * @throws RegFileError at the first thing that is wrong; then nothing of the file is taken
 */
export const parseRegFile = (bytes: Uint8Array): readonly RegistryChange[] => [
  ...parseLines(decodeFile(bytes)),
];

/** The same, one by one, for callers who must not stop everything else meanwhile. */
export const parseRegFileLazily = (bytes: Uint8Array): Iterable<RegistryChange> =>
  parseLines(decodeFile(bytes));

function* parseLines({ text, encoding }: DecodedFile): Iterable<RegistryChange> {
  const cursor = new Cursor(text);
  cursor.takeLine();
  cursor.endLine();
  let key: string | undefined;
  while (!cursor.isAtEnd) {
    cursor.skipBlanks();
    if (cursor.peek() === '[') {
      const header = parseHeader(cursor);
      key = header.op === 'create-key' ? header.key : undefined;
      if (header.key !== '') yield header;
    } else if (cursor.peek() === '@' || cursor.peek() === '"') {
      yield parseValue(cursor, key, encoding);
    }
    cursor.endLine();
  }
}

type Header = Extract<RegistryChange, { op: 'create-key' | 'delete-key' }>;

const parseHeader = (cursor: Cursor): Header => {
  cursor.expect('[', '"["');
  const isDeletion = cursor.take('-');
  const start = cursor.place;
  const line = cursor.takeLine();
  const end = line.lastIndexOf(']');
  if (end < 0) cursor.fail('expected "]"', start + line.length);
  const rest = line.slice(end + 1).trim();
  if (rest !== '' && !rest.startsWith(';'))
    cursor.fail('expected the end of the line', start + end + 1);
  const path = line.slice(0, end);
  const key = relative(cursor, path, start);
  if (isDeletion && key === '') cursor.fail(`${ROOT} can't be deleted`, start);
  return { op: isDeletion ? 'delete-key' : 'create-key', key };
};

const relative = (cursor: Cursor, path: string, place: number): string => {
  const root = path.split('\\', 1)[0] ?? '';
  if (root.toUpperCase() !== ROOT) cursor.fail(`the root "${root}" is not ${ROOT}`, place);
  if (path.length === root.length) return '';
  return checked(cursor, place, () => parseKey(path.slice(root.length + 1)));
};

/** What the registry refuses is refused where the file says it. */
const checked = <Result>(cursor: Cursor, place: number, parse: () => Result): Result => {
  try {
    return parse();
  } catch (error) {
    if (error instanceof ClusterError) return cursor.fail(error.message, place);
    throw error;
  }
};

const parseValue = (
  cursor: Cursor,
  key: string | undefined,
  encoding: DecodedFile['encoding'],
): RegistryChange => {
  const place = cursor.place;
  if (key === undefined || key === '') cursor.fail('a value needs a key before it', place);
  const name = cursor.take('@') ? '' : parseQuoted(cursor);
  checked(cursor, place, () => parseValueName(name));
  cursor.skipBlanks();
  cursor.expect('=', '"="');
  cursor.skipBlanks();
  if (cursor.take('-')) return { op: 'delete-value', key: key ?? '', name };
  const start = cursor.place;
  const value = checked(cursor, start, () =>
    cursor.peek() === '"'
      ? parseData(cursor, { encoding, text: parseQuoted(cursor) })
      : parseData(cursor, { encoding }),
  );
  return { op: 'set', key: key ?? '', name, value };
};

/** A string in quotes; a backslash stands before a quote or a backslash. */
const parseQuoted = (cursor: Cursor): string => {
  const start = cursor.place;
  cursor.expect('"', 'a quote');
  let text = '';
  for (;;) {
    text += cursor.takeWhile((unit) => unit !== '"' && unit !== '\\');
    if (cursor.take('"')) return text;
    if (!cursor.take('\\')) cursor.fail('the quote is never closed', start);
    if (cursor.take('"')) text += '"';
    else if (cursor.take('\\')) text += '\\';
    else if (cursor.take('0')) text += '\0';
    else if (cursor.take('n')) text += '\n';
    else if (cursor.take('r')) text += '\r';
    else cursor.fail(`"\\${cursor.peek()}" is no escape`);
  }
};
