import { parseValueName } from '../keys.js';
import { type RegistryChange } from '../values/value.js';
import { Cursor } from './cursor.js';
import { FileDecoder, type CharsetSource, type HexText } from './decode.js';
import { type Decoded } from './decoders.js';
import { FirstNotes } from '../first-notes.js';
import { type RegFileNote } from './notes.js';
import { parseData } from './parse-data.js';
import { inFile, parseHeader, type Header, type OtherRoot } from './parse-key.js';
import { passOver, skipMark } from './parse-line.js';
import { parseQuoted } from './parse-quoted.js';
import { lineBreaks, RegFileError } from './reg-file-error.js';

const ROOT = 'HKEY_LOCAL_MACHINE';

/** How a `.reg` file is read. */
export type RegFileOptions = Readonly<{
  /** The name of the charset that the sender declares, as `charsetOf` returns it. */
  charset?: string | undefined;
  /** True to refuse a file with lines that would be passed over. */
  isStrict?: boolean;
  /** Keys below roots that are not part of a node's registry; refused by default. */
  otherRoots?: 'refuse' | 'skip';
}>;

/** The facts about a whole `.reg` file that are not changes. */
export type RegFileReport = Readonly<{
  /** The name of the charset, such as `utf-16le`. */
  charset: string;
  charsetSource: CharsetSource;
  /** The first lines that were passed over because they hold no data. */
  notes: readonly RegFileNote[];
  /** The number of further notes. */
  moreNotes: number;
  /** The number of keys and values below other roots, which were left out. */
  otherRoots: Readonly<{ keys: number; values: number }>;
}>;

/**
 * The changes of a whole `.reg` file, in its order.
 *
 * @throws RegFileError at the first fault; then no change is returned
 */
export const parseRegFile = (
  bytes: Uint8Array,
  options?: RegFileOptions,
): readonly RegistryChange[] => {
  const reader = new RegFileReader(options);
  return [...reader.push(bytes), ...reader.end()];
};

/** The meaning of one line. */
type Statement = RegistryChange | OtherRoot | undefined;

const isHeader = (statement: RegistryChange | OtherRoot): statement is Header | OtherRoot =>
  statement.op === 'create-key' || statement.op === 'delete-key' || statement.op === 'skip';

/** A place that is passed over. */
type Passed = Readonly<{ what: string; place: number }>;

/** The facts about the line that is being read. The line may be read again. */
type LineFacts = Readonly<{ passed?: Passed; endsInComma?: boolean }>;

const NO_FACTS: LineFacts = {};

/**
 * Reads the changes of a `.reg` file, in its order, while its bytes come in. Keys are relative to
 * HKLM and spelled as in the file; `HKEY_CLASSES_ROOT` is `SOFTWARE\Classes`. An import is a merge;
 * `[-key]` and `"name"=-` delete. Lines that hold no data are passed over and noted. Lines that may
 * hold data are refused.
 *
 * The caller must hold the changes back until the end, because any later step may find a fault. The
 * pieces of the file have no effect on the changes, the notes, or the place of a fault.
 */
export class RegFileReader {
  private readonly decoder: FileDecoder;
  private readonly notes = new FirstNotes<RegFileNote>();
  private readonly skipped = { keys: 0, values: 0 };
  private text = '';
  private line = 1;
  /** The rest is parsed again when it has twice the length: a statement may come in many pieces. */
  private enough = 0;
  private header: Header | OtherRoot | undefined;
  private isBegun = false;
  /** True if the last key or value is a value that ends in a comma. */
  private isAfterComma = false;
  private facts: LineFacts = NO_FACTS;

  constructor(private readonly options: RegFileOptions = {}) {
    this.decoder = new FileDecoder(options.charset);
  }

  /** Complete once the file has ended. */
  get report(): RegFileReport {
    const { charset, source } = this.decoder.charset;
    const { items, more } = this.notes;
    const otherRoots = { ...this.skipped };
    return { charset, charsetSource: source, notes: items, moreNotes: more, otherRoots };
  }

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
      const statement = this.settle(cursor, isWhole);
      if (statement === 'open') break;
      settled = cursor.place;
      if (statement !== undefined && statement.key !== '') yield statement;
    }
    this.line += lineBreaks(this.text, settled);
    this.text = this.text.slice(settled);
    this.enough = 2 * this.text.length;
  }

  /** The change of one line, if it has one; `open` for a line that more text may continue. */
  private settle(cursor: Cursor, isWhole: boolean): RegistryChange | 'open' | undefined {
    this.facts = NO_FACTS;
    const found = this.attempt(cursor);
    if (!isWhole && cursor.isOpen) return 'open';
    if (found instanceof RegFileError) throw found;
    const { passed } = this.facts;
    if (passed !== undefined) this.note(cursor, passed);
    this.isBegun = true;
    return found === undefined ? undefined : this.changeOf(found);
  }

  private attempt(cursor: Cursor): Statement | RegFileError {
    try {
      const statement = this.statement(cursor);
      cursor.endLine();
      return statement;
    } catch (error) {
      if (error instanceof RegFileError) return error;
      throw error;
    }
  }

  private statement(cursor: Cursor): Statement {
    if (!this.isBegun) cursor.takeLine();
    skipMark(cursor);
    switch (cursor.peek()) {
      case '[':
        return this.key(cursor);
      case '"':
      case '@':
        return this.value(cursor);
      case ';':
      case '\r':
      case '\n':
      case '':
        return undefined;
      default:
        this.passOver(cursor);
        return undefined;
    }
  }

  private key(cursor: Cursor): Header | OtherRoot {
    const { header, backslash } = parseHeader(cursor, this.options.otherRoots === 'skip');
    if (backslash !== undefined)
      this.facts = { passed: { what: 'a backslash at the end of a key', place: backslash } };
    return header;
  }

  private value(cursor: Cursor): RegistryChange {
    const { header } = this;
    const { place } = cursor;
    const change = parseValue(cursor, keyOf(cursor, header), this.decoder.hexText);
    const endsInComma = cursor.isAfter(',');
    if (header?.op === 'delete-key')
      this.facts = { endsInComma, passed: { what: 'a value of a key that is deleted', place } };
    else if (endsInComma) this.facts = { endsInComma };
    return change;
  }

  private passOver(cursor: Cursor): void {
    const { place } = cursor;
    this.facts = { passed: { what: passOver(cursor, this.isAfterComma), place } };
  }

  /** The change of a line that is complete; none for a line below a key that is left out. */
  private changeOf(statement: RegistryChange | OtherRoot): RegistryChange | undefined {
    this.isAfterComma = this.facts.endsInComma === true;
    if (isHeader(statement)) {
      this.header = statement;
      if (statement.op !== 'skip') return statement;
      this.skipped.keys += 1;
      return undefined;
    }
    if (this.header?.op === 'skip') this.skipped.values += 1;
    return this.header?.op === 'create-key' ? statement : undefined;
  }

  private note(cursor: Cursor, { what, place }: Passed): void {
    if (this.options.isStrict === true) cursor.fail(`${what}, which strict=true refuses`, place);
    this.notes.add(() => ({ ...cursor.locate(place), what }));
  }
}

/** The key of the values below a header; '' if they are left out. */
const keyOf = (cursor: Cursor, header: Header | OtherRoot | undefined): string => {
  if (header === undefined) return cursor.fail('expected a key in brackets above the first value');
  if (header.op === 'skip') return '';
  return header.key === '' ? cursor.fail(`${ROOT} itself has no values`) : header.key;
};

const parseValue = (cursor: Cursor, key: string, hexText: HexText): RegistryChange => {
  const start = cursor.place;
  const typed = cursor.take('@') ? '' : parseQuoted(cursor);
  const name = inFile(cursor, start, () => parseValueName(typed));
  cursor.skipBlanks();
  cursor.expect('=');
  cursor.skipBlanks();
  if (cursor.take('-')) return { op: 'delete-value', key, name };
  return { op: 'set', key, name, value: parseData(cursor, hexText) };
};
