import { ClusterError } from '#clusapi';

import { parseKey, parseValueName } from '../keys.js';
import { type RegistryChange } from '../values/value.js';
import { Cursor } from './cursor.js';
import { type Decoded, type Encoding, FileDecoder } from './decode.js';
import { parseData } from './parse-data.js';
import { parseQuoted } from './parse-quoted.js';
import { lineBreaks, RegFileError } from './reg-file-error.js';

const ROOT = 'HKEY_LOCAL_MACHINE';

/** The header that values belong to; its key is '' for HKLM itself. */
type Header = Extract<RegistryChange, { op: 'create-key' | 'delete-key' }>;

const isHeader = (change: RegistryChange): change is Header =>
  change.op === 'create-key' || change.op === 'delete-key';

/** @throws RegFileError at the first thing that is wrong; then nothing of the file is taken */
export const parseRegFile = (bytes: Uint8Array): readonly RegistryChange[] => {
  const reader = new RegFileReader();
  return [...reader.push(bytes), ...reader.end()];
};

/**
 * The changes that a `.reg` file asks for, in its order, while its bytes come in. Keys are relative
 * to HKLM and as the file has them; importing is a merge, and `[-key]` and `"name"=-` delete.
 *
 * Whoever takes them has to keep them to himself until the end, because any step may find the file
 * wrong. What it finds, and where, does not depend on how the file is cut.
 */
export class RegFileReader {
  private readonly decoder = new FileDecoder();
  private text = '';
  private line = 1;
  /** What came is looked at again once it is as long: a statement may be in many pieces. */
  private enough = 0;
  private header: Header | undefined;
  private isBegun = false;

  /**
   * What another piece completes.
   *
   * @throws RegFileError while it is walked
   */
  push(bytes: Uint8Array): Iterable<RegistryChange> {
    return this.take(this.decoder.push(bytes), false);
  }

  /**
   * What the end completes.
   *
   * @throws RegFileError while it is walked
   */
  end(): Iterable<RegistryChange> {
    return this.take(this.decoder.end(), true);
  }

  private *take({ text, failure }: Decoded, isLast: boolean): Iterable<RegistryChange> {
    this.text += text;
    if (!isLast && failure === undefined && this.text.length < this.enough) return;
    yield* this.statements(isLast && failure === undefined);
    if (failure !== undefined) new Cursor(this.text, this.line).fail(failure, this.text.length);
  }

  private *statements(isWhole: boolean): Iterable<RegistryChange> {
    const cursor = new Cursor(this.text, this.line);
    let settled = 0;
    while (!cursor.isAtEnd) {
      const change = this.settle(cursor, isWhole);
      if (change === 'open') break;
      settled = cursor.place;
      if (change !== undefined && change.key !== '') yield change;
    }
    this.line += lineBreaks(this.text, settled);
    this.text = this.text.slice(settled);
    this.enough = 2 * this.text.length;
  }

  /** The change of one line, if it has one; a line that may go on in what will come is open. */
  private settle(cursor: Cursor, isWhole: boolean): RegistryChange | 'open' | undefined {
    const found = this.attempt(cursor);
    if (!isWhole && cursor.isOpen) return 'open';
    if (found instanceof RegFileError) throw found;
    if (found !== undefined && isHeader(found)) this.header = found;
    this.isBegun = true;
    return found;
  }

  private attempt(cursor: Cursor): RegistryChange | RegFileError | undefined {
    try {
      const change = this.statement(cursor);
      cursor.endLine();
      return change;
    } catch (error) {
      if (error instanceof RegFileError) return error;
      throw error;
    }
  }

  private statement(cursor: Cursor): RegistryChange | undefined {
    if (!this.isBegun) cursor.takeLine();
    cursor.skipBlanks();
    if (cursor.peek() === '[') return parseHeader(cursor);
    if (cursor.peek() !== '@' && cursor.peek() !== '"') return undefined;
    return parseValue(cursor, keyOf(cursor, this.header), this.decoder.encoding);
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
    if (error instanceof ClusterError) return cursor.fail(error.detail, place);
    throw error;
  }
};

const keyOf = (cursor: Cursor, header: Header | undefined): string => {
  if (header === undefined) return cursor.fail('a value needs a key before it');
  if (header.op === 'delete-key') return cursor.fail('a value of a key that is being deleted');
  return header.key === '' ? cursor.fail(`${ROOT} itself has no values`) : header.key;
};

const parseValue = (cursor: Cursor, key: string, encoding: Encoding): RegistryChange => {
  const start = cursor.place;
  const typed = cursor.take('@') ? '' : parseQuoted(cursor);
  const name = locate(cursor, start, () => parseValueName(typed));
  cursor.skipBlanks();
  cursor.expect('=');
  cursor.skipBlanks();
  if (cursor.take('-')) return { op: 'delete-value', key, name };
  return { op: 'set', key, name, value: parseData(cursor, encoding) };
};
