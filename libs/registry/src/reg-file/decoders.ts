/** The text of a piece, and the reason why the bytes after it are not text. */
export type Decoded = Readonly<{ text: string; failure?: string }>;

/** Decodes one kind of file, piece by piece. */
export type Decoder = Readonly<{
  /** The name of the charset; a guess is certain at the end. */
  charset: string;
  push: (bytes: Buffer) => Decoded;
  end: () => Decoded;
}>;

/** The code page of a file that names no charset and is no Unicode. */
export const USUAL_CODE_PAGE = 'windows-1252';

const UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const REPLACEMENT = '\ufffd';
const NOTHING = Buffer.alloc(0);

/** No code page but gb18030 has the replacement character, which stands for bytes without text. */
export const wholeText = (text: string, charset: string): Decoded => {
  const bad = text.indexOf(REPLACEMENT);
  return bad < 0 ? { text } : { text: text.slice(0, bad), failure: `expected ${charset} text` };
};

/** Decodes a code page, or another charset of `TextDecoder`. */
export const codePage = (charset: string): Decoder => {
  const decoder = new TextDecoder(charset);
  return {
    charset,
    push: (bytes) => wholeText(decoder.decode(bytes, { stream: true }), charset),
    end: () => wholeText(decoder.decode(), charset),
  };
};

/** Decodes unit by unit, so that half of a surrogate pair is kept. */
export const utf16 = (): Decoder => {
  let rest = NOTHING;
  return {
    charset: 'utf-16le',
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

/** Decodes UTF-8. */
export const utf8 = (): Decoder => {
  let rest = NOTHING;
  return {
    charset: 'utf-8',
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

/**
 * Decodes UTF-8, or the usual code page if the first bytes beyond ASCII are no character of UTF-8.
 */
export const utf8OrCodePage = (): Decoder => {
  let chosen: Decoder | undefined;
  let rest = NOTHING;
  const choose = (bytes: Buffer): Decoder => {
    const sequence = bytes.subarray(0, utf8Length(bytes[0] ?? 0));
    chosen = triedUtf8(sequence) === undefined ? codePage(USUAL_CODE_PAGE) : utf8();
    return chosen;
  };
  return {
    get charset() {
      return chosen?.charset ?? 'utf-8';
    },
    push: (piece) => {
      if (chosen !== undefined) return chosen.push(piece);
      const bytes = rest.length === 0 ? piece : Buffer.concat([rest, piece]);
      const from = bytes.findIndex((byte) => byte > 0x7f);
      const beyond = from < 0 ? NOTHING : bytes.subarray(from);
      const text = bytes.toString('latin1', 0, bytes.length - beyond.length);
      rest = Buffer.from(beyond);
      if (wholeUtf8(beyond.subarray(0, utf8Length(beyond[0] ?? 0))) === 0) return { text };
      const after = choose(beyond).push(beyond);
      return { ...after, text: text + after.text };
    },
    end: () => {
      if (chosen !== undefined) return chosen.end();
      if (rest.length === 0) return { text: '' };
      const decoder = choose(rest);
      const { text, failure } = decoder.push(rest);
      return failure === undefined ? { text: text + decoder.end().text } : { text, failure };
    },
  };
};
