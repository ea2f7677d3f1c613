import { type Schemas } from '../../../api/client.js';
import { contentOf } from '../../../ui/text/value-text.js';

type Value = Schemas['RegistryValue'];

/** The types that a value can be given; others are kept, as bytes. */
export const TYPES = [
  ...(['REG_SZ', 'REG_EXPAND_SZ', 'REG_MULTI_SZ', 'REG_DWORD', 'REG_QWORD'] as const),
  ...(['REG_BINARY', 'REG_NONE', 'REG_LINK', 'REG_DWORD_BIG_ENDIAN'] as const),
] as const;

/** The typed fields of a value: its type, whether its content is given as bytes, and the content. */
export type Typed = Readonly<{ type: string; isHex: boolean; content: string }>;

type Form = 'text' | 'texts' | 'number' | 'qword';

const FORMS: Readonly<Record<string, Form>> = {
  REG_SZ: 'text',
  REG_EXPAND_SZ: 'text',
  REG_LINK: 'text',
  REG_MULTI_SZ: 'texts',
  REG_DWORD: 'number',
  REG_DWORD_BIG_ENDIAN: 'number',
  REG_QWORD: 'qword',
};

/** True if the content of a type is nothing but bytes. */
export const isOnlyBytes = (type: string): boolean => FORMS[type] === undefined;

const NUMBER = /^(?:\d{1,20}|0x[0-9a-f]{1,16})$/i;
const BITS = { number: 32n, qword: 64n } as const;
const PAIRS = /^(?:[0-9a-f]{2})*$/i;

/** A value as it is typed. */
export const typedOf = (value: Value): Typed => {
  const { type, number, qword, hex } = value;
  const whole = number === undefined ? qword : String(number);
  return { type, isHex: hex !== undefined, content: whole ?? contentOf(value) };
};

/** Reads what a person typed; a fault says what is wrong with the content. */
export const valueOf = ({
  type,
  isHex,
  content,
}: Typed): Readonly<{ value: Value }> | Readonly<{ fault: string }> => {
  const form = FORMS[type];
  if (isHex || form === undefined) return bytesIn(type, content);
  if (form === 'text') return { value: { type, text: content } };
  if (form === 'texts') return { value: { type, texts: linesOf(content) } };
  return numberIn({ type, form, text: content.trim() });
};

const bytesIn = (type: string, content: string): ReturnType<typeof valueOf> => {
  const hex = content.replaceAll(/[\s,]/g, '').toLowerCase();
  return PAIRS.test(hex)
    ? { value: { type, hex } }
    : { fault: 'These are no bytes: each has two digits from 0 to f.' };
};

/** The texts of a REG_MULTI_SZ, one a line; an end of line after the last one adds none. */
const linesOf = (content: string): string[] =>
  content === '' ? [] : content.replace(/\r?\n$/, '').split(/\r?\n/);

type NumberInput = Readonly<{ type: string; form: 'number' | 'qword'; text: string }>;

const numberIn = ({ type, form, text }: NumberInput): ReturnType<typeof valueOf> => {
  if (!NUMBER.test(text)) return { fault: 'This is no number, such as 1433 or 0x599.' };
  const number = BigInt(text);
  if (number >= 1n << BITS[form]) return { fault: `This number has more than ${BITS[form]} bits.` };
  return {
    value: form === 'number' ? { type, number: Number(number) } : { type, qword: String(number) },
  };
};
