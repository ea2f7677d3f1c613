import {
  codePage,
  USUAL_CODE_PAGE,
  utf16,
  utf8,
  utf8OrCodePage,
  wholeText,
  type Decoded,
  type Decoder,
} from './decoders.js';
import { RegFileError } from './reg-file-error.js';

/** The way in which the charset of a file was found. */
export type CharsetSource = 'content-type' | 'byte-order-mark' | 'guess';

/**
 * Decodes the text in `hex(…)` data, which a `REGEDIT4` file spells in the code page of its
 * system; undefined for data in UTF-16LE.
 */
export type HexText = ((bytes: Uint8Array) => Decoded) | undefined;

export const VERSION_5 = 'Windows Registry Editor Version 5.00';
export const VERSION_4 = 'REGEDIT4';
const UTF16_BOM = Buffer.of(0xff, 0xfe);
const UTF8_BOM = Buffer.of(0xef, 0xbb, 0xbf);
/** No header is longer, including blanks around it. */
const HEADER_UNITS = 256;
/** A header has no more bytes, including a byte-order mark. */
const HEADER_BYTES = 1024;
const NOTHING = Buffer.alloc(0);

/**
 * The name of a charset, such as `windows-1251` for the label `cp1251`; undefined for an unknown
 * label. The labels are those of `TextDecoder`.
 */
export const charsetOf = (label: string): string | undefined => {
  try {
    return new TextDecoder(label).encoding;
  } catch {
    return undefined;
  }
};

const headerOf = (text: string): string =>
  text.slice(0, HEADER_UNITS).split(/\r?\n/, 1).join('').trim();

/** The first bytes of a file: its decoder, and the length of its byte-order mark. */
type Start = Readonly<{
  decoder: Decoder;
  source: CharsetSource;
  mark: number;
}>;

/**
 * Decodes a file that comes in pieces. Without a declared charset a file is UTF-16LE with its
 * byte-order mark, UTF-8 with or without one, and windows-1252 if its header is `REGEDIT4` or if
 * its bytes are no UTF-8. The pieces have no effect on the text.
 */
export class FileDecoder {
  private first = NOTHING;
  private begun: Start | undefined;
  private hex: HexText;

  /** @param declared the name of the charset that the sender gives, as `charsetOf` returns it */
  constructor(private readonly declared: string | undefined) {}

  /** Known as soon as the header has been read. */
  get hexText(): HexText {
    return this.hex;
  }

  /** The name of the file's charset, and the way in which it was found. */
  get charset(): Readonly<{ charset: string; source: CharsetSource }> {
    const { decoder: { charset } = { charset: 'utf-8' }, source = 'guess' } = this.begun ?? {};
    return { charset, source };
  }

  /** @throws RegFileError when the first line is not a header */
  push(bytes: Uint8Array): Decoded {
    const piece = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    if (this.begun !== undefined) return this.begun.decoder.push(piece);
    this.first = Buffer.concat([this.first, piece]);
    return this.first.length < HEADER_BYTES ? { text: '' } : this.begin().decoded;
  }

  /** @throws RegFileError when the first line is not a header */
  end(): Decoded {
    const { decoder, decoded } =
      this.begun === undefined ? this.begin() : { ...this.begun, decoded: { text: '' } };
    if (decoded.failure !== undefined) return decoded;
    const last = decoder.end();
    return { ...last, text: decoded.text + last.text };
  }

  private begin(): Readonly<{ decoder: Decoder; decoded: Decoded }> {
    const start = startOf(this.first, this.declared);
    this.begun = start;
    const decoded = start.decoder.push(this.first.subarray(start.mark));
    this.first = NOTHING;
    const header = headerOf(decoded.text);
    if (header === VERSION_4) this.hex = hexTextIn(start.decoder.charset);
    else if (header !== VERSION_5) failHeader(decoded);
    return { decoder: start.decoder, decoded };
  }
}

/** Reports bytes that are not text before a wrong first line. */
const failHeader = ({ text, failure }: Decoded): void => {
  if (failure === undefined || text.length >= HEADER_UNITS)
    throw new RegFileError(1, 1, `expected "${VERSION_5}" or "${VERSION_4}" as the first line`);
};

/** @throws RegFileError for a byte-order mark of another charset than the declared one */
const startOf = (bytes: Buffer, declared: string | undefined): Start => {
  const marked = markOf(bytes);
  if (declared === undefined) return marked ?? guessed(bytes);
  if (marked !== undefined && marked.decoder.charset !== declared)
    throw new RegFileError(
      ...([1, 1] as const),
      `the byte-order mark is that of ${marked.decoder.charset}, but the declared charset is ${declared}`,
    );
  const { mark } = marked ?? { mark: 0 };
  return { decoder: decoderOf(declared), source: 'content-type', mark };
};

const markOf = (bytes: Buffer): Start | undefined => {
  const source = 'byte-order-mark';
  if (beginsWith(bytes, UTF16_BOM)) return { decoder: utf16(), source, mark: UTF16_BOM.length };
  return beginsWith(bytes, UTF8_BOM)
    ? { decoder: utf8(), source, mark: UTF8_BOM.length }
    : undefined;
};

/** The decoders of files without a declared charset and a mark, by their headers. */
const GUESSES: Readonly<Record<string, () => Decoder>> = {
  [VERSION_4]: () => codePage(USUAL_CODE_PAGE),
  [VERSION_5]: utf8OrCodePage,
};

const guessed = (bytes: Buffer): Start => {
  const header = headerOf(bytes.toString('latin1', 0, HEADER_UNITS));
  const decoder = GUESSES[header] ?? utf8;
  return { decoder: decoder(), source: 'guess', mark: 0 };
};

const decoderOf = (charset: string): Decoder => {
  if (charset === 'utf-16le') return utf16();
  return charset === 'utf-8' ? utf8() : codePage(charset);
};

/** The data of a `REGEDIT4` file that was converted to Unicode keeps the bytes of a code page. */
const hexTextIn = (charset: string): HexText => {
  const page = charset.startsWith('utf-') ? USUAL_CODE_PAGE : charset;
  return (bytes) => wholeText(new TextDecoder(page).decode(bytes), page);
};

const beginsWith = (bytes: Buffer, mark: Buffer): boolean =>
  bytes.subarray(0, mark.length).equals(mark);
