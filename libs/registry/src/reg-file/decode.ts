import { RegFileError } from './reg-file-error.js';

/** The text of a file, and how its `hex(…)` data spell text. */
export type DecodedFile = Readonly<{ text: string; encoding: 'utf16le' | 'ansi' }>;

const VERSION_5 = 'Windows Registry Editor Version 5.00';
const VERSION_4 = 'REGEDIT4';
const UTF16_BOM = [0xff, 0xfe] as const;

const startsWith = (bytes: Uint8Array, marks: readonly number[]): boolean =>
  marks.every((mark, index) => bytes[index] === mark);

const startsWithText = (bytes: Uint8Array, text: string): boolean =>
  Buffer.from(bytes.subarray(0, text.length)).toString('latin1') === text;

/**
 * UTF-16LE with its byte-order mark, UTF-8 with or without one, and for `REGEDIT4` windows-1252.
 *
 * @throws RegFileError when the first line is no header, or the bytes are no text
 */
export const decodeFile = (bytes: Uint8Array): DecodedFile => {
  if (startsWithText(bytes, VERSION_4))
    return { text: new TextDecoder('windows-1252').decode(bytes), encoding: 'ansi' };
  const text = startsWith(bytes, UTF16_BOM)
    ? Buffer.from(bytes.subarray(UTF16_BOM.length)).toString('utf16le')
    : decodeUtf8(bytes);
  const [header = ''] = text.split(/\r?\n/, 1);
  if (header.trim() === VERSION_4) return { text, encoding: 'ansi' };
  if (header.trim() !== VERSION_5)
    throw new RegFileError(1, 1, `the first line is neither "${VERSION_5}" nor "${VERSION_4}"`);
  return { text, encoding: 'utf16le' };
};

const decodeUtf8 = (bytes: Uint8Array): string => {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new RegFileError(1, 1, 'the file is neither UTF-16LE with a byte-order mark nor UTF-8');
  }
};
