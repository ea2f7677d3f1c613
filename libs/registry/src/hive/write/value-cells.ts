import { valueBytes, valueType } from '../../values/value-bytes.js';
import { type NamedValue } from '../../tree/tree.js';
import { encodeName } from '../encoded-name.js';
import {
  INLINE,
  INLINE_BYTES,
  LIST,
  NOWHERE,
  OFFSET_BYTES,
  SEGMENT_BYTES,
  VALUE,
  VALUE_FLAGS,
} from '../format.js';
import { type HiveForm, type Sink } from './sink.js';
import { UnwritableHive } from './unwritable-hive.js';

/** The longest value of the standard form. @see "Registry Element Size Limits", Microsoft */
const MAX_STANDARD_BYTES = 1024 * 1024;

/** The cells of a value: where the value lies, and the number of bytes of its data. */
export type PlacedValue = Readonly<{ offset: number; bytes: number }>;

/** Adds a value with its data. @throws UnwritableHive if its data are too long for the form */
export const addValue = (sink: Sink, form: HiveForm, { name, value }: NamedValue): PlacedValue => {
  const data = valueBytes(value);
  if (form === 'standard' && data.length > MAX_STANDARD_BYTES)
    throw new UnwritableHive(
      `value "${name}" has ${data.length} bytes; the standard form has at most ${MAX_STANDARD_BYTES}`,
    );
  const isInline = data.length <= INLINE_BYTES;
  const at = isInline ? NOWHERE : addData(sink, form, data);
  const { bytes, isOneByte } = encodeName(name);
  const offset = sink.cell(VALUE.name + bytes.length, (cell) => {
    cell.write('vk', VALUE.signature, 'latin1');
    cell.writeUInt16LE(bytes.length, VALUE.nameLength);
    cell.writeUInt32LE(isInline ? data.length + INLINE : data.length, VALUE.size);
    if (isInline) cell.set(data, VALUE.data);
    else cell.writeUInt32LE(at, VALUE.data);
    cell.writeUInt32LE(valueType(value), VALUE.type);
    cell.writeUInt16LE(isOneByte ? VALUE_FLAGS.VALUE_COMP_NAME : 0, VALUE.flags);
    cell.set(bytes, VALUE.name);
  });
  return { offset, bytes: data.length };
};

const addData = (sink: Sink, form: HiveForm, data: Buffer): number =>
  form === 'latest' && data.length > SEGMENT_BYTES ? addSegments(sink, data) : addBytes(sink, data);

const addBytes = (sink: Sink, bytes: Buffer, padding = 0): number =>
  sink.cell(bytes.length + padding, (cell) => {
    cell.set(bytes);
  });

/** hivex and libregf take the last bytes of a segment's cell for padding, as in a full one. */
const SEGMENT_PADDING = 4;

const addSegments = (sink: Sink, data: Buffer): number => {
  const segments: number[] = [];
  for (let at = 0; at < data.length; at += SEGMENT_BYTES)
    segments.push(addBytes(sink, data.subarray(at, at + SEGMENT_BYTES), SEGMENT_PADDING));
  const list = addOffsets(sink, segments);
  return sink.cell(LIST.items + OFFSET_BYTES, (cell) => {
    cell.write('db', LIST.signature, 'latin1');
    cell.writeUInt16LE(segments.length, LIST.count);
    cell.writeUInt32LE(list, LIST.items);
  });
};

/** Adds a list of offsets without a header. */
export const addOffsets = (sink: Sink, offsets: readonly number[], isFollowed = false): number =>
  sink.cell(
    offsets.length * OFFSET_BYTES,
    (cell) => {
      offsets.forEach((offset, index) => cell.writeUInt32LE(offset, index * OFFSET_BYTES));
    },
    isFollowed,
  );
