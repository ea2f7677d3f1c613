import { keyNameFault, valueNameFault } from '../../keys.js';
import { decodeName, type EncodedName } from '../encoded-name.js';
import { HiveError } from './hive-error.js';

const UNIT_BYTES = 2;

const decoded = (at: number, name: EncodedName): string => {
  if (!name.isOneByte && name.bytes.length % UNIT_BYTES !== 0)
    throw new HiveError(at, 'the name in UTF-16 has an odd number of bytes');
  return decodeName(name);
};

/** The name of a key. @throws HiveError for a name that no key can have */
export const readKeyName = (at: number, encoded: EncodedName): string => {
  const name = decoded(at, encoded);
  const fault = keyNameFault(name);
  if (fault !== undefined) throw new HiveError(at, `the name of the key ${fault}`);
  return name;
};

/** The name of a value. @throws HiveError for a name that no value can have */
export const readValueName = (at: number, encoded: EncodedName): string => {
  const name = decoded(at, encoded);
  const fault = valueNameFault(name);
  if (fault !== undefined) throw new HiveError(at, `the name of the value ${fault}`);
  return name;
};
