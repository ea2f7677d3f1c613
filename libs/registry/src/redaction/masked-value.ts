import { createHmac } from 'node:crypto';

import { valueBytes, valueType } from '../values/value-bytes.js';
import { type RegistryValue } from '../values/value.js';

/** A value whose data are not shown. */
export type MaskedValue = Readonly<{
  /** Equal for values of equal type and data, whatever their names. */
  masked: string;
  type: string;
  /** The number of bytes of the data. */
  size: number;
}>;

const DIGITS = 32;

/**
 * The mask of a value: an HMAC of its type and its data. Without the key nobody can try out which
 * value has this mask.
 */
export const maskedValue = (value: RegistryValue, key: Buffer): MaskedValue => {
  const bytes = valueBytes(value);
  const type = Buffer.alloc(4);
  type.writeUInt32LE(valueType(value));
  const digest = createHmac('sha256', key).update(type).update(bytes).digest('hex');
  return { masked: `hmac-sha256:${digest.slice(0, DIGITS)}`, type: value.type, size: bytes.length };
};
