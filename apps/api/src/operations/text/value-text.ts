import { type RegistryValueJson } from '#registry';

import { type LostTogetherShape } from '../../history/history-schemas.js';
import { type ReportShape } from '../operation-schemas.js';
import { maskValue } from './mask-value.js';

type Side =
  | ReportShape['restores'][number]['changes'][number]['before']
  | LostTogetherShape['items'][number]['lost'];

/** The longest text of a value. */
const MAX = 200;

/** The content of a place in words. */
export const sideText = (
  { key, name }: Readonly<{ key: string; name: string | null }>,
  side: Side,
): string => {
  if (side === null) return 'nothing';
  if (side === true) return 'the key';
  if ('fingerprint' in side) return `the keys ${side.fingerprint}`;
  if ('hash' in side) return `${side.keys} keys with ${side.values} values`;
  return maskValue(key, name, valueText(side));
};

const valueText = ({ type, ...data }: RegistryValueJson): string => {
  const [content] = Object.values(data) as unknown[];
  const text = JSON.stringify(content);
  const shown = text.length > MAX ? `${text.slice(0, MAX)}…` : text;
  return `${type} ${shown}`;
};
