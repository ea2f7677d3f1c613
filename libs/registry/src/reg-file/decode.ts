import { failAt, RegFileError } from './reg-file-error.js';

/** The text of a file, and how its `hex(…)` data spell text. */
export type DecodedFile = Readonly<{ text: string; encoding: 'utf16le' | 'ansi' }>;

const VERSION_5 = 'Windows Registry Editor Version 5.00';
const VERSION_4 = 'REGEDIT4';
const UTF16_BOM = [0xff, 0xfe] as const;
/** No header is longer, whatever blanks stand around it. */
const HEADER_UNITS = 256;

const headerOf = (text: string): string =>
  text.slice(0, HEADER_UNITS).split(/\r?\n/, 1).join('').trim();

const isAnsi = (bytes: Uint8Array): boolean =>
  headerOf(Buffer.from(bytes.subarray(0, HEADER_UNITS)).toString('latin1')) === VERSION_4;

/**
 * UTF-16LE with its byte-order mark, UTF-8 with or without one, and for `REGEDIT4` windows-1252.
 *
 * @throws RegFileError when the first line is no header, or the bytes are no text
 */
export const decodeFile = (bytes: Uint8Array): DecodedFile => {
  if (isAnsi(bytes)) return { text: decodeAnsi(bytes), encoding: 'ansi' };
  const isUtf16 = UTF16_BOM.every((mark, index) => bytes[index] === mark);
  const text = isUtf16 ? decodeUtf16(bytes.subarray(UTF16_BOM.length)) : decodeUtf8(bytes);
  const header = headerOf(text);
  if (header === VERSION_4) return { text, encoding: 'ansi' };
  if (header === VERSION_5) return { text, encoding: 'utf16le' };
  throw new RegFileError(1, 1, `the first line is neither "${VERSION_5}" nor "${VERSION_4}"`);
};

/** Text of one byte a character, as windows-1252 has it. */
export const decodeAnsi = (bytes: Uint8Array): string =>
  new TextDecoder('windows-1252').decode(bytes);

/** Unit by unit: half a surrogate pair is kept. */
const decodeUtf16 = (bytes: Uint8Array): string => {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf16le');
  return bytes.length % 2 === 0
    ? text
    : failAt(text, text.length, 'the file ends within a UTF-16 unit');
};

const decodeUtf8 = (bytes: Uint8Array): string =>
  decodeUtf8Start(bytes, false) ??
  failUtf8(bytes, 'the file is neither UTF-16LE with a byte-order mark nor UTF-8');

/** @param isCut whether bytes may follow, so that the last character may be incomplete */
const decodeUtf8Start = (bytes: Uint8Array, isCut: boolean): string | undefined => {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: isCut });
  } catch {
    return undefined;
  }
};

const failUtf8 = (bytes: Uint8Array, reason: string): never => {
  let good = 0;
  let bad = bytes.length;
  while (bad - good > 1) {
    const middle = (good + bad) >>> 1;
    if (decodeUtf8Start(bytes.subarray(0, middle), true) === undefined) bad = middle;
    else good = middle;
  }
  const text = decodeUtf8Start(bytes.subarray(0, good), true) ?? '';
  return failAt(text, text.length, reason);
};
