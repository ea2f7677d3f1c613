import { RegFileError } from './reg-file-error.js';

/** The way in which the charset of a file was found. */
export type CharsetSource = 'content-type' | 'byte-order-mark' | 'guess';

/**
 * Decodes the text in `hex(…)` data, which a `REGEDIT4` file spells in the code page of its
 * system; undefined for data in UTF-16LE.
 */
export type HexText = ((bytes: Uint8Array) => Decoded) | undefined;

/** The text of a piece, and the reason why the bytes after it are not text. */
export type Decoded = Readonly<{ text: string; failure?: string }>;

/** Decodes one kind of file, piece by piece. */
type Decoder = Readonly<{ push: (bytes: Buffer) => Decoded; end: () => Decoded }>;

export const VERSION_5 = 'Windows Registry Editor Version 5.00';
export const VERSION_4 = 'REGEDIT4';
const UTF16_BOM = Buffer.of(0xff, 0xfe);
const UTF8_BOM = Buffer.of(0xef, 0xbb, 0xbf);
/** No header is longer, including blanks around it. */
const HEADER_UNITS = 256;
/** A header has no more bytes, including a byte-order mark. */
const HEADER_BYTES = 1024;
const NOTHING = Buffer.alloc(0);

const UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
/** The code page of a `REGEDIT4` file that does not name its own. */
const USUAL_CODE_PAGE = 'windows-1252';
const REPLACEMENT = '\ufffd';

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

/** The first bytes of a file: its decoder, its charset, and the length of its byte-order mark. */
type Start = Readonly<{
  decoder: Decoder;
  charset: string;
  source: CharsetSource;
  mark: number;
}>;

/**
 * Decodes a file that comes in pieces. Without a declared charset a file is UTF-16LE with its
 * byte-order mark, UTF-8 with or without one, or windows-1252 if its header is `REGEDIT4`. The
 * pieces have no effect on the text.
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
    const { charset = 'utf-8', source = 'guess' } = this.begun ?? {};
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
    if (header === VERSION_4) this.hex = hexTextIn(start.charset);
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
  if (marked !== undefined && marked.charset !== declared)
    throw new RegFileError(
      ...([1, 1] as const),
      `the byte-order mark is that of ${marked.charset}, but the declared charset is ${declared}`,
    );
  const { mark } = marked ?? { mark: 0 };
  return { decoder: decoderOf(declared), charset: declared, source: 'content-type', mark };
};

const markOf = (bytes: Buffer): Start | undefined => {
  const source = 'byte-order-mark';
  if (beginsWith(bytes, UTF16_BOM))
    return { decoder: utf16(), charset: 'utf-16le', source, mark: UTF16_BOM.length };
  return beginsWith(bytes, UTF8_BOM)
    ? { decoder: utf8(), charset: 'utf-8', source, mark: UTF8_BOM.length }
    : undefined;
};

const guessed = (bytes: Buffer): Start => {
  const isVersion4 = headerOf(bytes.toString('latin1', 0, HEADER_UNITS)) === VERSION_4;
  const charset = isVersion4 ? USUAL_CODE_PAGE : 'utf-8';
  return { decoder: decoderOf(charset), charset, source: 'guess', mark: 0 };
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

/** No code page but gb18030 has the replacement character, which stands for bytes without text. */
const wholeText = (text: string, charset: string): Decoded => {
  const bad = text.indexOf(REPLACEMENT);
  return bad < 0 ? { text } : { text: text.slice(0, bad), failure: `expected ${charset} text` };
};

const codePage = (charset: string): Decoder => {
  const decoder = new TextDecoder(charset);
  return {
    push: (bytes) => wholeText(decoder.decode(bytes, { stream: true }), charset),
    end: () => wholeText(decoder.decode(), charset),
  };
};

const beginsWith = (bytes: Buffer, mark: Buffer): boolean =>
  bytes.subarray(0, mark.length).equals(mark);

/** Decodes unit by unit, so that half of a surrogate pair is kept. */
const utf16 = (): Decoder => {
  let rest = NOTHING;
  return {
    push: (piece) => {
      const bytes = rest.length === 0 ? piece : Buffer.concat([rest, piece]);
      const whole = bytes.length - (bytes.length % 2);
      rest = Buffer.from(bytes.subarray(whole));
      return { text: bytes.toString('utf16le', 0, whole) };
    },
    end: () =>
      rest.length === 0
        ? { text: '' }
        : { text: '', failure: 'the file ends within a UTF-16 unit' },
  };
};

const NO_TEXT = 'expected UTF-16LE with a byte-order mark, or UTF-8';

const utf8 = (): Decoder => {
  let rest = NOTHING;
  return {
    push: (piece) => {
      const bytes = rest.length === 0 ? piece : Buffer.concat([rest, piece]);
      const whole = wholeUtf8(bytes);
      rest = Buffer.from(bytes.subarray(whole));
      return decodeUtf8(bytes.subarray(0, whole));
    },
    end: () => (rest.length === 0 ? { text: '' } : { text: '', failure: NO_TEXT }),
  };
};

/** The number of bytes before an incomplete character at the end. */
const wholeUtf8 = (bytes: Buffer): number => {
  for (let back = 1; back <= Math.min(3, bytes.length); back += 1) {
    const byte = bytes[bytes.length - back] ?? 0;
    if (byte >= 0xc0) return back < utf8Length(byte) ? bytes.length - back : bytes.length;
    if (byte < 0x80) break;
  }
  return bytes.length;
};

/** The number of bytes of a character with this first byte. */
const utf8Length = (first: number): number => {
  if (first >= 0xf0) return 4;
  return first >= 0xe0 ? 3 : 2;
};

const decodeUtf8 = (bytes: Buffer): Decoded => {
  const text = triedUtf8(bytes);
  return text === undefined ? { text: goodStart(bytes), failure: NO_TEXT } : { text };
};

const triedUtf8 = (bytes: Buffer): string | undefined => {
  try {
    return UTF8.decode(bytes);
  } catch {
    return undefined;
  }
};

/** The text before the first invalid byte. */
const goodStart = (bytes: Buffer): string => {
  let good = 0;
  let bad = bytes.length;
  while (bad - good > 1) {
    const middle = (good + bad) >>> 1;
    if (triedUtf8(bytes.subarray(0, wholeUtf8(bytes.subarray(0, middle)))) === undefined)
      bad = middle;
    else good = middle;
  }
  return triedUtf8(bytes.subarray(0, wholeUtf8(bytes.subarray(0, good)))) ?? '';
};
