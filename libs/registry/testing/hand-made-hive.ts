/** Finds the offset of a cell by its name. */
type At = (cell: string) => number;

/** The data of a cell, once the offsets of all cells are known. */
export type HandMadeCell = (at: At) => Buffer;

const PAGE = 4096;
const BIN_HEADER = 32;
const NOWHERE = 0xffffffff;

const uint16 = (number: number): Buffer => {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16LE(number);
  return bytes;
};

const uint32 = (...numbers: readonly number[]): Buffer => {
  const bytes = Buffer.alloc(4 * numbers.length);
  numbers.forEach((number, index) => bytes.writeUInt32LE(number, 4 * index));
  return bytes;
};

const ascii = (text: string): Buffer => Buffer.from(text, 'latin1');

/** Writes the checksum of a file's base block. */
export const sealed = (file: Buffer): Buffer => {
  let sum = 0;
  for (let at = 0; at < 508; at += 4) sum ^= file.readUInt32LE(at);
  file.writeUInt32LE(sum >>> 0, 508);
  return file;
};

const lengthOf = (data: Buffer): number => Math.ceil((4 + data.length) / 8) * 8;

/**
 * A hive of one bin, written cell by cell without the product's writer. The cell named `root` is the
 * root. Padding is filled with 0xee, and a last cell is free.
 */
export const handMadeHive = (cells: Readonly<Record<string, HandMadeCell>>, minor = 5): Buffer => {
  const offsets = new Map<string, number>();
  let end = BIN_HEADER;
  for (const [name, cell] of Object.entries(cells)) {
    offsets.set(name, end);
    end += lengthOf(cell(() => 0));
  }
  const at: At = (cell) => offsets.get(cell) ?? NOWHERE;
  const size = Math.ceil((end + 8) / PAGE) * PAGE;
  const bin = Buffer.alloc(size, 0xee);
  bin.set(Buffer.concat([ascii('hbin'), uint32(0, size), Buffer.alloc(20)]));
  for (const [name, cell] of Object.entries(cells)) {
    const data = cell(at);
    bin.writeInt32LE(-lengthOf(data), at(name));
    bin.set(data, at(name) + 4);
  }
  bin.writeInt32LE(size - end, end);
  const base = Buffer.alloc(PAGE);
  base.set(Buffer.concat([ascii('regf'), uint32(7, 7, 0, 0, 1, minor, 0, 1, at('root'), size, 1)]));
  return sealed(Buffer.concat([base, bin]));
};

/** The place of a cell's data in a file, by the data's first bytes. */
export const placeOf = (file: Buffer, data: string): number => file.indexOf(data, PAGE, 'latin1');

type Key = Readonly<{
  flags: number;
  parent: string;
  keys: readonly [count: number, list: string];
  values: readonly [count: number, list: string];
  volatileKeys: number;
  className: number;
  layer: number;
}>;

const NOTHING: Omit<Key, 'flags'> = {
  parent: 'root',
  keys: [0, ''],
  values: [0, ''],
  volatileKeys: 0,
  className: 0,
  layer: 0,
};

/** A key node with a name of one byte for each unit, or with a name in UTF-16. */
export const nk = (name: string | Buffer, fields: Partial<Key> = {}): HandMadeCell => {
  const key: Key = { flags: typeof name === 'string' ? 0x20 : 0, ...NOTHING, ...fields };
  const [[keyCount, keys], [valueCount, values]] = [key.keys, key.values];
  const encoded = typeof name === 'string' ? ascii(name) : name;
  return (at) =>
    Buffer.concat([
      ascii('nk'),
      uint16(key.flags),
      uint32(0, 0),
      Buffer.of(0, key.layer, 0, 0),
      uint32(at(key.parent), keyCount, key.volatileKeys, at(keys), NOWHERE),
      uint32(valueCount, at(values), NOWHERE, NOWHERE, 0, 0, 0, 0, 0),
      uint16(encoded.length),
      uint16(key.className),
      encoded,
    ]);
};

type Value = Readonly<{ type?: number; size: number; data?: number | string; flags?: number }>;

/** A value with a name of one byte for each unit, or with a name in UTF-16. */
export const vk =
  (name: string | Buffer, { type = 3, size, data = 0, flags }: Value): HandMadeCell =>
  (at) => {
    const bytes = typeof name === 'string' ? ascii(name) : name;
    return Buffer.concat([
      ascii('vk'),
      uint16(bytes.length),
      uint32(size, typeof data === 'string' ? at(data) : data, type),
      uint16(flags ?? (typeof name === 'string' ? 1 : 0)),
      uint16(0),
      bytes,
    ]);
  };

/** A list of keys, whose items of 8 bytes end in four bytes that say nothing. */
export const list =
  (kind: string, ...items: readonly string[]): HandMadeCell =>
  (at) =>
    Buffer.concat([
      ascii(kind),
      uint16(items.length),
      ...items.map((item) =>
        ['lf', 'lh'].includes(kind) ? uint32(at(item), 0) : uint32(at(item)),
      ),
    ]);

/** A list of offsets without a header. */
export const offsets =
  (...items: readonly string[]): HandMadeCell =>
  (at) =>
    uint32(...items.map(at));

/** The head of a value in segments. */
export const db =
  (count: number, segments: string): HandMadeCell =>
  (at) =>
    Buffer.concat([ascii('db'), uint16(count), uint32(at(segments))]);

/** A cell with only bytes. */
export const bytes =
  (data: Uint8Array): HandMadeCell =>
  () =>
    Buffer.from(data);
