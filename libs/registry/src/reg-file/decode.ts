import { RegFileError } from './reg-file-error.js';

/** The encoding of text in the `hex(…)` data of a file. */
export type Encoding = 'utf16le' | 'ansi';

/** The text of a piece, and the reason why the bytes after it are not text. */
export type Decoded = Readonly<{ text: string; failure?: string }>;

/** Decodes one kind of file, piece by piece. */
type Decoder = Readonly<{ push: (bytes: Buffer) => Decoded; end: () => Decoded }>;

const VERSION_5 = 'Windows Registry Editor Version 5.00';
const VERSION_4 = 'REGEDIT4';
const UTF16_BOM = Buffer.of(0xff, 0xfe);
const UTF8_BOM = Buffer.of(0xef, 0xbb, 0xbf);
/** No header is longer, including blanks around it. */
const HEADER_UNITS = 256;
/** A header has no more bytes, including a byte-order mark. */
const HEADER_BYTES = 1024;
const NOTHING = Buffer.alloc(0);

const ANSI = new TextDecoder('windows-1252');
const UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** The text of windows-1252 bytes, one byte for each character. */
export const decodeAnsi = (bytes: Uint8Array): string => ANSI.decode(bytes);

const headerOf = (text: string): string =>
  text.slice(0, HEADER_UNITS).split(/\r?\n/, 1).join('').trim();

/**
 * Decodes a file that comes in pieces: UTF-16LE with its byte-order mark, UTF-8 with or without
 * one, and for `REGEDIT4` windows-1252. The pieces have no effect on the text.
 */
export class FileDecoder {
  private start = NOTHING;
  private decoder: Decoder | undefined;
  private kind: Encoding = 'utf16le';

  /** Defined as soon as the header has been read. */
  get encoding(): Encoding {
    return this.kind;
  }

  /** @throws RegFileError when the first line is not a header */
  push(bytes: Uint8Array): Decoded {
    const piece = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    if (this.decoder !== undefined) return this.decoder.push(piece);
    this.start = Buffer.concat([this.start, piece]);
    return this.start.length < HEADER_BYTES ? { text: '' } : this.begin();
  }

  /** @throws RegFileError when the first line is not a header */
  end(): Decoded {
    const { text, failure } = this.decoder === undefined ? this.begin() : { text: '' };
    if (failure !== undefined) return { text, failure };
    const last = this.decoder?.end() ?? { text: '' };
    return { ...last, text: text + last.text };
  }

  private begin(): Decoded {
    const { start } = this;
    this.start = NOTHING;
    const [decoder, mark] = decoderOf(start);
    this.decoder = decoder;
    const decoded = decoder.push(start.subarray(mark));
    const header = headerOf(decoded.text);
    if (header === VERSION_4) this.kind = 'ansi';
    else if (header !== VERSION_5) failHeader(decoded);
    return decoded;
  }
}

/** Reports bytes that are not text before a wrong first line. */
const failHeader = ({ text, failure }: Decoded): void => {
  if (failure === undefined || text.length >= HEADER_UNITS)
    throw new RegFileError(1, 1, `the first line is neither "${VERSION_5}" nor "${VERSION_4}"`);
};

/** The decoder for a file with this start, and the length of its byte-order mark. */
const decoderOf = (start: Buffer): readonly [Decoder, number] => {
  if (headerOf(start.toString('latin1', 0, HEADER_UNITS)) === VERSION_4) return [ansi, 0];
  if (beginsWith(start, UTF16_BOM)) return [utf16(), UTF16_BOM.length];
  return [utf8(), beginsWith(start, UTF8_BOM) ? UTF8_BOM.length : 0];
};

const beginsWith = (bytes: Buffer, mark: Buffer): boolean =>
  bytes.subarray(0, mark.length).equals(mark);

const ansi: Decoder = {
  push: (bytes) => ({ text: decodeAnsi(bytes) }),
  end: () => ({ text: '' }),
};

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

const NO_TEXT = 'the file is neither UTF-16LE with a byte-order mark nor UTF-8';

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
