import { ClusterError } from '#clusapi';

import { parseKey, parseValueName } from '../keys.js';
import { type RegistryChange } from '../values/value.js';
import { Cursor } from './cursor.js';
import { type Decoded, type Encoding, FileDecoder } from './decode.js';
import { parseData } from './parse-data.js';
import { parseQuoted } from './parse-quoted.js';
import { lineBreaks, RegFileError } from './reg-file-error.js';

const ROOT = 'HKEY_LOCAL_MACHINE';

/** The header of the values that follow; its key is '' for HKLM itself. */
type Header = Extract<RegistryChange, { op: 'create-key' | 'delete-key' }>;

const isHeader = (change: RegistryChange): change is Header =>
  change.op === 'create-key' || change.op === 'delete-key';

/**
 * The changes of a whole `.reg` file, in its order.
 *
 * @throws RegFileError at the first fault; then no change is returned
 */
export const parseRegFile = (bytes: Uint8Array): readonly RegistryChange[] => {
  const reader = new RegFileReader();
  return [...reader.push(bytes), ...reader.end()];
};

/**
 * Reads the changes of a `.reg` file, in its order, while its bytes come in. Keys are relative to
 * HKLM and spelled as in the file. An import is a merge; `[-key]` and `"name"=-` delete.
 *
 * The caller must hold the changes back until the end, because any later step may find a fault. The
 * pieces of the file have no effect on the changes, or on the place of a fault.
 */
export class RegFileReader {
  private readonly decoder = new FileDecoder();
  private text = '';
  private line = 1;
  /** The rest is parsed again when it has twice the length: a statement may come in many pieces. */
  private enough = 0;
  private header: Header | undefined;
  private isBegun = false;

  /**
   * The changes that another piece completes.
   *
   * @throws RegFileError during the iteration
   */
  push(bytes: Uint8Array): Iterable<RegistryChange> {
    return this.take(this.decoder.push(bytes), false);
  }

  /**
   * The changes that the end of the file completes.
   *
   * @throws RegFileError during the iteration
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

  /** The change of one line, if it has one; `open` for a line that more text may continue. */
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
  // A key's name may have brackets, so the last bracket closes.
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

/** Reports a refusal of the registry at its place in the file. */
const locate = (cursor: Cursor, place: number, parse: () => string): string => {
  try {
    return parse();
  } catch (error) {
    if (error instanceof ClusterError) return cursor.fail(error.detail, place);
    throw error;
  }
};

const keyOf = (cursor: Cursor, header: Header | undefined): string => {
  if (header === undefined) return cursor.fail('a value needs a key above it');
  if (header.op === 'delete-key') return cursor.fail('the key of this value is being deleted');
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
