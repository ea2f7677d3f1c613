import { type Schemas } from '../api/client.js';
import { contentOf } from '../ui/text/value-text.js';
import { bytesOf, hexText } from './bytes.js';

const MOST_UNITS = 400;
const MOST_BYTES = 64;

type Value = Schemas['RegistryValue'];

/** As much of a content as fits a line. */
export const lineOf = (value: Value, isHex: boolean): string => {
  if (isHex) {
    const bytes = bytesOf(value);
    return `${hexText(bytes.subarray(0, MOST_BYTES))}${bytes.length > MOST_BYTES ? ' …' : ''}`;
  }
  const content = contentOf(value).replaceAll('\n', ' · ');
  return content.length > MOST_UNITS ? `${content.slice(0, MOST_UNITS)}…` : content;
};
