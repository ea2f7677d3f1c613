import { type RegistryValue } from '../values/value.js';
import { maskedNames, type IsMasked } from './masked-names.js';
import { maskedValue, type MaskedValue } from './masked-value.js';

/** The rule that says which values are masked, and with which masks. */
export type Redaction = Readonly<{
  patterns: readonly string[];
  isMasked: IsMasked;
  mask: (value: RegistryValue) => MaskedValue;
}>;

/**
 * The redaction of values whose names match one of several patterns.
 *
 * @param key gives the key of the masks; it is asked at the first mask
 */
export const redactionOf = (patterns: readonly string[], key: () => Buffer): Redaction => {
  let known: Buffer | undefined;
  return {
    patterns,
    isMasked: maskedNames(patterns),
    mask: (value) => maskedValue(value, (known ??= key())),
  };
};
