import { type Schemas } from '../api/client.js';

type Value = Schemas['RegistryValue'];

const DWORD = 4;
const QWORD = 8;
const SIGNIFICANT_FIRST = 'REG_DWORD_BIG_ENDIAN';
const ROW = 16;

/** The bytes of a value as a registry has them: texts in UTF-16LE with their ends, numbers as words. */
export const bytesOf = ({ type, text, texts, number, qword, hex }: Value): Uint8Array => {
  if (text !== undefined) return utf16(`${text}\0`);
  if (texts !== undefined) return utf16(`${texts.map((one) => `${one}\0`).join('')}\0`);
  if (number !== undefined) {
    const bytes = word(BigInt(number), DWORD);
    return type === SIGNIFICANT_FIRST ? bytes.reverse() : bytes;
  }
  if (qword !== undefined) return word(BigInt(qword), QWORD);
  return Uint8Array.from((hex ?? '').match(/../g) ?? [], (byte) => Number.parseInt(byte, 16));
};

const utf16 = (text: string): Uint8Array => {
  const units = new DataView(new ArrayBuffer(text.length * 2));
  for (let index = 0; index < text.length; index += 1)
    units.setUint16(index * 2, text.charCodeAt(index), true);
  return new Uint8Array(units.buffer);
};

const word = (number: bigint, size: number): Uint8Array =>
  Uint8Array.from({ length: size }, (_, index) => Number((number >> BigInt(index * 8)) & 0xffn));

/** Bytes as pairs of digits: `31 00 34 00`. */
export const hexText = (bytes: Uint8Array): string =>
  Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join(' ');

/** A row of at most 16 bytes. Bytes that are no visible ASCII are dots in `ascii`. */
export type HexRow = Readonly<{ offset: string; hex: string; ascii: string }>;

export const hexRows = (bytes: Uint8Array): readonly HexRow[] =>
  Array.from({ length: Math.ceil(bytes.length / ROW) }, (_, index) => {
    const row = bytes.subarray(index * ROW, (index + 1) * ROW);
    return {
      offset: (index * ROW).toString(16).padStart(8, '0'),
      hex: hexText(row),
      ascii: Array.from(row, (byte) =>
        byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '.',
      ).join(''),
    };
  });
