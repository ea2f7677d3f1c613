import { type DatabaseSync, type SQLOutputValue } from 'node:sqlite';
import { crc32 } from 'node:zlib';

import { ReadModelDamaged } from './damage.js';

/**
 * FNV-1a, 32 bits. Each step is reversible, so a change of a single value always changes the sum.
 */
const [BASIS, PRIME] = [0x811c9dc5, 0x01000193];
/** Up to this length the steps take less time than a call of `crc32`. */
const SHORT = 96;
const TWO_TO_32 = 2 ** 32;

const step = (sum: number, part: number): number => Math.imul(sum ^ part, PRIME);

const ofNumber = (sum: number, value: number): number =>
  Number.isSafeInteger(value)
    ? step(step(sum, value | 0), Math.floor(value / TWO_TO_32))
    : ofText(sum, String(value));

const ofText = (sum: number, text: string): number => {
  if (text.length > SHORT) return step(sum, crc32(text));
  let mixed = sum;
  for (let at = 0; at < text.length; at += 1) mixed = step(mixed, text.charCodeAt(at));
  return mixed;
};

const ofBytes = (sum: number, bytes: Uint8Array): number => {
  if (bytes.length > SHORT) return step(sum, crc32(bytes));
  let mixed = sum;
  for (const byte of bytes) mixed = step(mixed, byte);
  return mixed;
};

/** Adds a value, with its type and length, to a sum. */
const ofValue = (sum: number, value: SQLOutputValue): number => {
  if (typeof value === 'number') return ofNumber(step(sum, 1), value);
  if (typeof value === 'string') return ofText(step(step(sum, 2), value.length), value);
  if (value === null) return step(sum, 3);
  if (typeof value === 'bigint') return ofText(step(sum, 4), String(value));
  return ofBytes(step(step(sum, 5), value.length), value);
};

/** The checksum of values from an index on. */
const sumOf = (values: readonly SQLOutputValue[], from: number): number => {
  let sum = BASIS;
  for (let index = from; index < values.length; index += 1)
    sum = ofValue(sum, values[index] ?? null);
  return sum;
};

/**
 * Adds functions to a connection: the checksum of a row, and the refusal of a row with a wrong one.
 */
export const addRowSums = (db: DatabaseSync): void => {
  const how = { deterministic: true, varargs: true };
  db.function('row_sum', how, (...values) => sumOf(values, 0));
  db.function('verified', how, (...values) => {
    if (values[0] === sumOf(values, 1)) return 1;
    throw new ReadModelDamaged(`the checksum of a row of ${String(values[1])} is wrong`);
  });
};
