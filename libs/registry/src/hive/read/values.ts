import { type NamedValue } from '../../tree/tree.js';
import { foldName } from '../../names.js';
import { makeValue } from '../../values/value-bytes.js';
import { OFFSET_BYTES, VALUE, VALUE_FLAGS } from '../format.js';
import { requireBytes, requireSignature, type Cell, type Cells } from './cells.js';
import { HiveError } from './hive-error.js';
import { type KeyNode } from './key-node.js';
import { readValueName } from './names.js';
import { readData, type ValueLimits } from './value-data.js';

/**
 * The values directly in a key, in the order of its list.
 *
 * @throws HiveError for a value that can't be read, and for two values with one name
 */
export function* valuesOf(
  cells: Cells,
  { at, valueCount, valueList, isPredefined }: KeyNode,
  limits: ValueLimits,
): Iterable<NamedValue> {
  if (valueCount === 0 || isPredefined) return;
  const list = cells.take(valueList, { what: 'a list of values', from: at });
  requireBytes(list, valueCount * OFFSET_BYTES, `a list of ${valueCount} values`);
  const names = new Set<string>();
  for (let index = 0; index < valueCount; index += 1) {
    const offset = list.data.readUInt32LE(index * OFFSET_BYTES);
    const cell = cells.take(offset, { what: 'a value', from: list.at });
    const value = readValue(cells, cell, limits);
    const folded = foldName(value.name);
    if (names.has(folded))
      throw new HiveError(cell.at, `the key has two values with the name "${value.name}"`);
    names.add(folded);
    yield value;
  }
}

const readValue = (cells: Cells, cell: Cell, limits: ValueLimits): NamedValue => {
  const { at, data } = cell;
  requireSignature(cell, 'vk', 'a value');
  requireBytes(cell, VALUE.name, 'a value');
  const nameLength = data.readUInt16LE(VALUE.nameLength);
  requireBytes(cell, VALUE.name + nameLength, 'a value with its name');
  const flags = data.readUInt16LE(VALUE.flags);
  if ((flags & VALUE_FLAGS.VALUE_TOMBSTONE) !== 0)
    throw new HiveError(at, 'the value is deleted in a layer: the hive is part of another one');
  const name = readValueName(at, {
    bytes: data.subarray(VALUE.name, VALUE.name + nameLength),
    isOneByte: (flags & VALUE_FLAGS.VALUE_COMP_NAME) !== 0,
  });
  const bytes = readData(cells, cell, limits);
  return { name, value: makeValue(data.readUInt32LE(VALUE.type), bytes) };
};
