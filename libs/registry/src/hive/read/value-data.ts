import { INLINE, INLINE_BYTES, LIST, OFFSET_BYTES, SEGMENT_BYTES, VALUE } from '../format.js';
import { requireBytes, requireSignature, type Cell, type Cells } from './cells.js';
import { HiveError } from './hive-error.js';

/** The form of a hive's values, by its version, and the greatest length of their data. */
export type ValueLimits = Readonly<{ minor: number; maxValueBytes: number }>;

/** The first version with values in segments. */
const MINOR_OF_SEGMENTS = 4;

/**
 * The data of a value: in its own cell, in one cell, or in segments.
 *
 * @throws HiveError for data that are too long or can't be read
 */
export const readData = (
  cells: Cells,
  { at, data }: Cell,
  { minor, maxValueBytes }: ValueLimits,
): Buffer => {
  const size = data.readUInt32LE(VALUE.size);
  if (size >= INLINE) return inlineData(at, data, size - INLINE);
  if (size === 0) return Buffer.alloc(0);
  if (size > maxValueBytes)
    throw new HiveError(at, `the value has ${size} bytes, the limit is ${maxValueBytes}`);
  const cell = cells.take(data.readUInt32LE(VALUE.data), { what: 'the data of a value', from: at });
  const isOneCell = cell.data.length >= size;
  if (!isOneCell && size > SEGMENT_BYTES && minor >= MINOR_OF_SEGMENTS)
    return segmentData(cells, cell, size);
  requireBytes(cell, size, 'the data of a value');
  return cell.data.subarray(0, size);
};

const inlineData = (at: number, data: Buffer, size: number): Buffer => {
  if (size > INLINE_BYTES)
    throw new HiveError(at, `the value says that it has ${size} bytes in place of an offset`);
  return data.subarray(VALUE.data, VALUE.data + size);
};

const segmentData = (cells: Cells, cell: Cell, size: number): Buffer => {
  requireSignature(cell, 'db', 'a value in segments');
  requireBytes(cell, LIST.items + OFFSET_BYTES, 'a value in segments');
  const count = cell.data.readUInt16LE(LIST.count);
  const needed = Math.ceil(size / SEGMENT_BYTES);
  if (count !== needed)
    throw new HiveError(cell.at, `${size} bytes need ${needed} segments, the value has ${count}`);
  const offset = cell.data.readUInt32LE(LIST.items);
  const list = cells.take(offset, { what: 'a list of segments', from: cell.at });
  requireBytes(list, count * OFFSET_BYTES, `a list of ${count} segments`);
  return Buffer.concat(
    Array.from({ length: count }, (_, index) => {
      const bytes = Math.min(SEGMENT_BYTES, size - index * SEGMENT_BYTES);
      const at = list.data.readUInt32LE(index * OFFSET_BYTES);
      const segment = cells.take(at, { what: 'a segment of a value', from: list.at });
      requireBytes(segment, bytes, 'a segment of a value');
      return segment.data.subarray(0, bytes);
    }),
  );
};
