import { REGISTRY_TYPES, typeName, typeNumber } from './value-types.js';
import { type RegistryValue } from './value.js';

/** The longest data of one value, in bytes, so that any value fits one event. */
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

/** The raw data, as Windows stores it. */
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

/** True if type and data are equal; both values are in canonical form. */
export const sameValue = (a: RegistryValue, b: RegistryValue): boolean =>
  a === b ||
  (a.type === b.type && 'base64' in a === 'base64' in b && sameContent(contentOf(a), contentOf(b)));

type Content = string | number | readonly string[];

const contentOf = (value: RegistryValue): Content => {
  if ('text' in value) return value.text;
  if ('texts' in value) return value.texts;
  if ('number' in value) return value.number;
  return 'qword' in value ? value.qword : value.base64;
};

const sameContent = (a: Content, b: Content): boolean =>
  typeof a === 'object' && typeof b === 'object' ? sameTexts(a, b) : a === b;

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

/** The readable form; undefined if it does not reproduce the very same bytes. */
const readable = (type: string, data: Buffer): RegistryValue | undefined => {
  if (isTextType(type)) return textValue(type, data);
  return type === 'REG_MULTI_SZ' ? textsValue(data) : numberValue(type, data);
};

const DWORD_BYTES = 4;
const QWORD_BYTES = 8;

const numberValue = (type: string, data: Buffer): RegistryValue | undefined => {
  if (type === 'REG_QWORD' && data.length === QWORD_BYTES)
    return { type, qword: String(data.readBigUInt64LE()) };
  if (data.length !== DWORD_BYTES) return undefined;
  if (type === 'REG_DWORD') return { type, number: data.readUInt32LE() };
  return type === 'REG_DWORD_BIG_ENDIAN' ? { type, number: data.readUInt32BE() } : undefined;
};

/** JSON of at most this length stays readable, even if base64 is shorter. */
const SHORT_JSON = 256;

/**
 * Text may be longer in JSON than in base64, and the longest value would then not fit one event.
 * Such a value is stored in base64.
 */
const isShort = (json: string, data: Buffer): boolean =>
  Buffer.byteLength(json) <= Math.max(Math.ceil(data.length / 3) * 4, SHORT_JSON);

/** The text of UTF-16LE bytes; undefined if they are not well-formed text. */
const decode = (data: Buffer): string | undefined => {
  if (data.length % 2 !== 0) return undefined;
  const text = data.toString('utf16le');
  return text.isWellFormed() ? text : undefined;
};

const textValue = (
  type: 'REG_SZ' | 'REG_EXPAND_SZ' | 'REG_LINK',
  data: Buffer,
): RegistryValue | undefined => {
  const terminated = decode(data);
  if (!terminated?.endsWith('\0')) return undefined;
  const text = terminated.slice(0, -1);
  return !text.includes('\0') && isShort(JSON.stringify(text), data) ? { type, text } : undefined;
};

const textsValue = (data: Buffer): RegistryValue | undefined => {
  const terminated = decode(data);
  if (!terminated?.endsWith('\0')) return undefined;
  const texts = terminated.slice(0, -1).split('\0');
  if (texts.pop() !== '' || texts.includes('')) return undefined;
  return isShort(JSON.stringify(texts), data) ? { type: 'REG_MULTI_SZ', texts } : undefined;
};
