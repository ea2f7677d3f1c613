import { ClusterError } from '#clusapi';

import { makeValue, MAX_VALUE_BYTES, valueBytes } from './value-bytes.js';
import { REGISTRY_TYPES, typeNumber } from './value-types.js';
import { type RegistryValue } from './value.js';

/** A value as the API writes and reads it: one of the five forms beside its type. */
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
const HEX = /^([0-9a-f]{2})*$/i;

/** Which form, beside hex, each type may take. */
const READABLE = new Map<number, Form>([
  [REGISTRY_TYPES.REG_SZ, 'text'],
  [REGISTRY_TYPES.REG_EXPAND_SZ, 'text'],
  [REGISTRY_TYPES.REG_LINK, 'text'],
  [REGISTRY_TYPES.REG_MULTI_SZ, 'texts'],
  [REGISTRY_TYPES.REG_DWORD, 'number'],
  [REGISTRY_TYPES.REG_DWORD_BIG_ENDIAN, 'number'],
  [REGISTRY_TYPES.REG_QWORD, 'qword'],
]);

const refuse = (reason: string): never => {
  throw new ClusterError('ERROR_INVALID_PARAMETER', reason);
};

export const valueToJson = (value: RegistryValue): RegistryValueJson =>
  'base64' in value ? { type: value.type, hex: valueBytes(value).toString('hex') } : value;

/**
 * @throws ClusterError ERROR_INVALID_PARAMETER naming the field, when it is no value
 */
export const valueFromJson = (json: RegistryValueJson): RegistryValue => {
  const type = typeNumber(json.type) ?? refuse(`type: "${json.type}" is no registry type`);
  const forms = FORMS.filter((form) => json[form] !== undefined);
  const [form] = forms;
  if (form === undefined || forms.length > 1)
    return refuse(`value: needs exactly one of ${FORMS.join(', ')}`);
  if (form !== 'hex' && READABLE.get(type) !== form)
    return refuse(`${form}: is no form of ${json.type}`);
  const bytes = ENCODE[form](json, type);
  if (bytes.length > MAX_VALUE_BYTES)
    return refuse(`${form}: has ${bytes.length} bytes, the limit is ${MAX_VALUE_BYTES}`);
  return makeValue(type, bytes);
};

const textBytes = (text: string): Buffer => {
  if (text.includes('\0')) refuse('text: has a NUL character');
  return Buffer.from(`${text}\0`, 'utf16le');
};

const textsBytes = (texts: readonly string[]): Buffer => {
  if (texts.some((text) => text === '' || text.includes('\0')))
    refuse('texts: an element is empty or has a NUL character');
  return Buffer.from(`${texts.map((text) => `${text}\0`).join('')}\0`, 'utf16le');
};

const dwordBytes = (number: number, type: number): Buffer => {
  if (!Number.isInteger(number) || number < 0 || number > MAX_DWORD)
    refuse(`number: ${number} is no unsigned 32-bit integer`);
  const name = type === REGISTRY_TYPES.REG_DWORD ? 'REG_DWORD' : 'REG_DWORD_BIG_ENDIAN';
  return valueBytes({ type: name, number });
};

const qwordBytes = (qword: string): Buffer => {
  if (!DECIMAL.test(qword) || BigInt(qword) > MAX_QWORD)
    refuse(`qword: "${qword}" is no unsigned 64-bit integer in decimal`);
  return valueBytes({ type: 'REG_QWORD', qword });
};

const hexBytes = (hex: string): Buffer => {
  if (!HEX.test(hex)) refuse('hex: is no even number of hexadecimal digits');
  return Buffer.from(hex, 'hex');
};

const ENCODE: Record<Form, (json: RegistryValueJson, type: number) => Buffer> = {
  text: ({ text = '' }) => textBytes(text),
  texts: ({ texts = [] }) => textsBytes(texts),
  number: ({ number = 0 }, type) => dwordBytes(number, type),
  qword: ({ qword = '0' }) => qwordBytes(qword),
  hex: ({ hex = '' }) => hexBytes(hex),
};
