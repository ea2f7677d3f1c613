import { REGISTRY_TYPES, typeName, typeNumber } from './value-types.js';
import { type RegistryValue } from './value.js';

/** The longest data of one value, in bytes; so any value fits one event of the log. */
export const MAX_VALUE_BYTES = 512 * 1024;

const isTextType = (type: string): type is 'REG_SZ' | 'REG_EXPAND_SZ' | 'REG_LINK' =>
  type === 'REG_SZ' || type === 'REG_EXPAND_SZ' || type === 'REG_LINK';

const utf16 = (text: string): Buffer => Buffer.from(text, 'utf16le');

const numberBytes = (number: number, isBigEndian: boolean): Buffer => {
  const bytes = Buffer.alloc(4);
  if (isBigEndian) bytes.writeUInt32BE(number);
  else bytes.writeUInt32LE(number);
  return bytes;
};

const qwordBytes = (qword: string): Buffer => {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(BigInt(qword));
  return bytes;
};

/** The raw data, as Windows holds it. */
export const valueBytes = (value: RegistryValue): Buffer => {
  if ('base64' in value) return Buffer.from(value.base64, 'base64');
  if ('text' in value) return utf16(`${value.text}\0`);
  if ('texts' in value) return utf16(`${value.texts.map((text) => `${text}\0`).join('')}\0`);
  if ('qword' in value) return qwordBytes(value.qword);
  return numberBytes(value.number, value.type === 'REG_DWORD_BIG_ENDIAN');
};

/** The type as a number. */
export const valueType = ({ type }: RegistryValue): number =>
  typeNumber(type) ?? REGISTRY_TYPES.REG_NONE;

/** Whether type and data are the same. */
export const sameValue = (a: RegistryValue, b: RegistryValue): boolean => {
  if (a === b) return true;
  if (a.type !== b.type) return false;
  if ('text' in a) return 'text' in b && a.text === b.text;
  if ('number' in a) return 'number' in b && a.number === b.number;
  if ('qword' in a) return 'qword' in b && a.qword === b.qword;
  if ('base64' in a) return 'base64' in b && a.base64 === b.base64;
  return 'texts' in b && sameTexts(a.texts, b.texts);
};

const sameTexts = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((text, index) => text === b[index]);

/**
 * A value in its canonical form.
 *
 * @param type an unsigned 32-bit integer
 * @param bytes the raw data
 */
export const makeValue = (type: number, bytes: Uint8Array): RegistryValue => {
  const data = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const name = typeName(type);
  return readable(name, data) ?? { type: name, base64: data.toString('base64') };
};

/** The form that people read, where it gives the very same bytes back. */
const readable = (type: string, data: Buffer): RegistryValue | undefined => {
  if (isTextType(type)) return textValue(type, data);
  switch (type) {
    case 'REG_MULTI_SZ':
      return textsValue(data);
    case 'REG_DWORD':
      return data.length === 4 ? { type, number: data.readUInt32LE() } : undefined;
    case 'REG_DWORD_BIG_ENDIAN':
      return data.length === 4 ? { type, number: data.readUInt32BE() } : undefined;
    case 'REG_QWORD':
      return data.length === 8 ? { type, qword: String(data.readBigUInt64LE()) } : undefined;
    default:
      return undefined;
  }
};

/** Text in JSON may be longer than its bytes in base64; the shorter form is kept then. */
const isShort = (text: string, data: Buffer): boolean =>
  Buffer.byteLength(JSON.stringify(text)) <= Math.max(Math.ceil(data.length / 3) * 4, SHORT_TEXT);

const SHORT_TEXT = 256;

const decode = (data: Buffer): string | undefined => {
  if (data.length % 2 !== 0) return undefined;
  const text = data.toString('utf16le');
  return text.isWellFormed() ? text : undefined;
};

const textValue = (
  type: 'REG_SZ' | 'REG_EXPAND_SZ' | 'REG_LINK',
  data: Buffer,
): RegistryValue | undefined => {
  const text = decode(data);
  if (text === undefined || text === '' || text.indexOf('\0') !== text.length - 1) return undefined;
  const before = text.slice(0, -1);
  return isShort(before, data) ? { type, text: before } : undefined;
};

const textsValue = (data: Buffer): RegistryValue | undefined => {
  const text = decode(data);
  if (text === undefined || !text.endsWith('\0')) return undefined;
  const body = text.slice(0, -1);
  const texts = body === '' ? [] : body.split('\0');
  const last = texts.pop();
  if (last !== undefined && last !== '') return undefined;
  if (texts.includes('')) return undefined;
  return isShort(texts.join('\0'), data) ? { type: 'REG_MULTI_SZ', texts } : undefined;
};
