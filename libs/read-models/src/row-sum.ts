import { type DatabaseSync, type SQLOutputValue } from 'node:sqlite';
import { crc32 } from 'node:zlib';

import { ReadModelDamaged } from './damage.js';

/** The CRC-32 of values from an index on; of which kind and how long each is, is part of it. */
const sumOf = (values: readonly SQLOutputValue[], from: number): number => {
  let text = '';
  let sum = 0;
  for (let index = from; index < values.length; index += 1) {
    const value = values[index] ?? null;
    if (typeof value === 'string') text += `${value.length}"${value}`;
    else if (typeof value === 'object' && value !== null) {
      text += `${value.byteLength}b`;
      sum = crc32(value, sum);
    } else text += `${value};`;
  }
  return crc32(text, sum);
};

/** Teaches a connection the checksum of a row, and to refuse a row where it is wrong. */
export const addRowSums = (db: DatabaseSync): void => {
  const how = { deterministic: true, varargs: true };
  db.function('row_sum', how, (...values) => sumOf(values, 0));
  db.function('verified', how, (...values) => {
    if (values[0] === sumOf(values, 1)) return 1;
    throw new ReadModelDamaged(`the checksum of a row of ${String(values[1])} is wrong`);
  });
};
