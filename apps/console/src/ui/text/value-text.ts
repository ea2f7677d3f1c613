import { type Schemas } from '../../api/client.js';

type Value = Schemas['RegistryValue'];
/** A value or what stands in its place: a whole key, a fingerprint, or nothing. */
export type Side =
  | Value
  | Readonly<{ keys: number; values: number; hash: string }>
  | Readonly<{ fingerprint: string }>
  | true
  | null;

const SHORT = 12;
const HEX_GROUP = /(..)(?=.)/g;

/** The content of a value as one text; the lines of a REG_MULTI_SZ are separate. */
export const contentOf = ({ text, texts, number, qword, hex }: Value): string => {
  if (text !== undefined) return text;
  if (texts !== undefined) return texts.join('\n');
  if (number !== undefined) return `${number} (0x${number.toString(16)})`;
  if (qword !== undefined) return `${qword} (0x${BigInt(qword).toString(16)})`;
  return (hex ?? '').replaceAll(',', '').replace(HEX_GROUP, '$1 ');
};

/** The content of a place, as a person reads it. */
export const sideText = (side: Side): string => {
  if (side === null) return 'nothing';
  if (side === true) return 'the key';
  if ('fingerprint' in side) return `keys ${side.fingerprint.slice(0, SHORT)}…`;
  if ('hash' in side) return `${side.keys} keys with ${side.values} values`;
  const content = contentOf(side);
  return content === '' ? '(empty)' : content;
};

/** The type of a value; empty for anything that has none. */
export const typeOf = (side: Side): string =>
  side !== null && side !== true && 'type' in side ? side.type : '';

/** The name of a value; the default value of a key has an empty one. */
export const nameText = (name: string | null): string =>
  name === null ? '(key)' : name === '' ? '(Default)' : name;
