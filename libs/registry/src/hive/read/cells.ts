import { BIN, BIN_HEADER, CELL_HEADER, CELL_UNIT, PAGE } from '../format.js';
import { HiveError } from './hive-error.js';

/** A cell in use. */
export type Cell = Readonly<{
  /** In bytes from the start of the file. */
  at: number;
  /** Without the cell's size; with its padding. */
  data: Buffer;
}>;

/** The place that names a cell: what it names, and where. */
export type Reference = Readonly<{ what: string; from: number }>;

const describe = ({ what, from }: Reference): string => `${what}, which byte ${from} says is here`;

/** One bit for each place where a cell can begin. */
class Marks {
  private readonly bits: Uint8Array;

  constructor(bytes: number) {
    this.bits = new Uint8Array(Math.ceil(bytes / CELL_UNIT / 8));
  }

  add(offset: number): void {
    const place = offset / CELL_UNIT;
    this.bits[place >> 3] = (this.bits[place >> 3] ?? 0) | (1 << (place & 7));
  }

  has(offset: number): boolean {
    const place = offset / CELL_UNIT;
    return Number.isInteger(place) && ((this.bits[place >> 3] ?? 0) & (1 << (place & 7))) !== 0;
  }
}

/**
 * The cells of a hive. Each is given out once: a hive in which two places name one cell could be
 * read for ever, or become much larger than its file.
 */
export class Cells {
  private readonly inUse: Marks;
  private readonly taken: Marks;

  /** @throws HiveError for a bin or a cell of an impossible size */
  constructor(
    private readonly file: Buffer,
    private readonly binsSize: number,
  ) {
    this.inUse = new Marks(binsSize);
    this.taken = new Marks(binsSize);
    for (let offset = 0; offset < binsSize;) offset += this.readBin(offset);
  }

  /**
   * @param offset from the first bin
   * @throws HiveError if no cell in use begins there, or if it was taken before
   */
  take(offset: number, reference: Reference): Cell {
    const at = PAGE + offset;
    if (!this.inUse.has(offset))
      throw new HiveError(at, `no cell in use begins here: ${describe(reference)}`);
    if (this.taken.has(offset))
      throw new HiveError(at, `the cell is used twice, also as ${describe(reference)}`);
    this.taken.add(offset);
    const length = -this.file.readInt32LE(at);
    return { at, data: this.file.subarray(at + CELL_HEADER, at + length) };
  }

  private readBin(offset: number): number {
    const at = PAGE + offset;
    if (this.file.toString('latin1', at, at + 4) !== 'hbin')
      throw new HiveError(at, 'no bin begins here: expected "hbin"');
    const own = this.file.readUInt32LE(at + BIN.offset);
    if (own !== offset)
      throw new HiveError(at + BIN.offset, `the bin's offset is ${own}, expected ${offset}`);
    const size = this.file.readUInt32LE(at + BIN.size);
    if (size === 0 || size % PAGE !== 0 || size > this.binsSize - offset)
      throw new HiveError(at + BIN.size, `the bin can't have ${size} bytes`);
    this.readCells(offset + BIN_HEADER, offset + size);
    return size;
  }

  private readCells(first: number, end: number): void {
    for (let offset = first; offset < end;) {
      const size = this.file.readInt32LE(PAGE + offset);
      const length = Math.abs(size);
      if (length === 0 || length % CELL_UNIT !== 0)
        throw new HiveError(PAGE + offset, `a cell can't have ${length} bytes`);
      if (length > end - offset)
        throw new HiveError(PAGE + offset, 'the cell goes on after the end of its bin');
      if (size < 0) this.inUse.add(offset);
      offset += length;
    }
  }
}

/** @throws HiveError for a cell that is too small */
export const requireBytes = ({ at, data }: Cell, bytes: number, what: string): void => {
  if (data.length < bytes)
    throw new HiveError(at, `the cell has ${data.length} bytes, ${what} needs ${bytes}`);
};

/** @throws HiveError for a cell of another kind */
export const requireSignature = ({ at, data }: Cell, signature: string, what: string): void => {
  const found = data.toString('latin1', 0, signature.length);
  if (found !== signature)
    throw new HiveError(at, `expected ${what} ("${signature}"), found ${JSON.stringify(found)}`);
};
