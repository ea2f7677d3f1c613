import { ClusterError } from '#clusapi';

import { makeValue, MAX_VALUE_BYTES, valueBytes } from './value-bytes.js';
import { REGISTRY_TYPES, typeNumber } from './value-types.js';
import { type RegistryValue } from './value.js';

/** A value in requests and replies: its type, and one of five forms of its data. */
export type RegistryValueJson = Readonly<{
  type: string;
  text?: string;
  texts?: readonly string[];
  number?: number;
  qword?: string;
  hex?: string;
}>;

type Form = 'text' | 'texts' | 'number' | 'qword' | 'hex';

const FORMS: readonly Form[] = ['text', 'texts', 'number', 'qword', 'hex'];
const MAX_DWORD = 0xffffffff;
const MAX_QWORD = 2n ** 64n - 1n;
const DECIMAL = /^(0|[1-9]\d{0,19})$/;
const NO_HEX_DIGIT = /[^0-9a-f]/i;

/** The readable form of each type; hex is allowed for all. */
const READABLE = new Map<number, Form>([
  [REGISTRY_TYPES.REG_SZ, 'text'],
  [REGISTRY_TYPES.REG_EXPAND_SZ, 'text'],
  [REGISTRY_TYPES.REG_LINK, 'text'],
  [REGISTRY_TYPES.REG_MULTI_SZ, 'texts'],
  [REGISTRY_TYPES.REG_DWORD, 'number'],
  [REGISTRY_TYPES.REG_DWORD_BIG_ENDIAN, 'number'],
  [REGISTRY_TYPES.REG_QWORD, 'qword'],
]);

const refuse = (field: Form | 'type' | 'value', reason: string): never => {
  throw new ClusterError('ERROR_INVALID_PARAMETER', reason, { field });
};

const refuseLong = (form: Form, bytes: number): never =>
  refuse(form, `has ${bytes} bytes, the limit is ${MAX_VALUE_BYTES}`);

/** A value for a reply: its canonical form, with hexadecimal digits instead of base64. */
export const valueToJson = (value: RegistryValue): RegistryValueJson =>
  'base64' in value ? { type: value.type, hex: valueBytes(value).toString('hex') } : value;

/**
 * The value that any JSON describes.
 *
 * @throws ClusterError ERROR_INVALID_PARAMETER with the field, for JSON that is not a value
 */
export const valueFromJson = (json: unknown): RegistryValue => {
  if (typeof json !== 'object' || json === null) return refuse('value', 'is no object');
  const fields = new Map<string, unknown>(Object.entries(json));
  const type = parseType(fields.get('type'));
  const forms = FORMS.filter((form) => fields.get(form) !== undefined);
  const [form] = forms;
  if (form === undefined || forms.length > 1)
    return refuse('value', `needs exactly one of ${FORMS.join(', ')}`);
  if (form !== 'hex' && READABLE.get(type) !== form)
    return refuse(form, `is no form of ${String(fields.get('type'))}`);
  const bytes = ENCODE[form](fields.get(form), type);
  if (bytes.length > MAX_VALUE_BYTES) return refuseLong(form, bytes.length);
  return makeValue(type, bytes);
};

const parseType = (given: unknown): number => {
  if (typeof given !== 'string') return refuse('type', 'is no string');
  return typeNumber(given) ?? refuse('type', `"${given}" is no registry type`);
};

const textBytes = (text: unknown): Buffer => {
  if (typeof text !== 'string') return refuse('text', 'is no string');
  if (text.includes('\0')) return refuse('text', 'has a NUL character');
  return Buffer.from(`${text}\0`, 'utf16le');
};

const textsBytes = (texts: unknown): Buffer => {
  if (!Array.isArray(texts)) return refuse('texts', 'is no array');
  const terminated = texts.map((text: unknown) => {
    if (typeof text !== 'string') return refuse('texts', 'an element is no string');
    if (text === '') return refuse('texts', 'an element is empty');
    if (text.includes('\0')) return refuse('texts', 'an element has a NUL character');
    return `${text}\0`;
  });
  return Buffer.from(`${terminated.join('')}\0`, 'utf16le');
};

const dwordBytes = (number: unknown, type: number): Buffer => {
  if (typeof number !== 'number') return refuse('number', 'is no number');
  if (!Number.isInteger(number) || number < 0 || number > MAX_DWORD)
    return refuse('number', `${number} is no unsigned 32-bit integer`);
  const name = type === REGISTRY_TYPES.REG_DWORD ? 'REG_DWORD' : 'REG_DWORD_BIG_ENDIAN';
  return valueBytes({ type: name, number });
};

const qwordBytes = (qword: unknown): Buffer => {
  if (typeof qword !== 'string') return refuse('qword', 'is no string');
  if (!DECIMAL.test(qword) || BigInt(qword) > MAX_QWORD)
    return refuse('qword', `"${qword}" is no unsigned 64-bit integer in decimal`);
  return valueBytes({ type: 'REG_QWORD', qword });
};

const hexBytes = (hex: unknown): Buffer => {
  if (typeof hex !== 'string') return refuse('hex', 'is no string');
  if (hex.length % 2 !== 0) return refuse('hex', 'has an odd number of digits');
  if (hex.length > 2 * MAX_VALUE_BYTES) return refuseLong('hex', hex.length / 2);
  if (NO_HEX_DIGIT.test(hex)) return refuse('hex', 'has a character that is no hexadecimal digit');
  return Buffer.from(hex, 'hex');
};

const ENCODE: Record<Form, (given: unknown, type: number) => Buffer> = {
  text: textBytes,
  texts: textsBytes,
  number: dwordBytes,
  qword: qwordBytes,
  hex: hexBytes,
};
