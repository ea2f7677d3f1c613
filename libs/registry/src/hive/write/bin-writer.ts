import { BIN, BIN_HEADER, CELL_HEADER, CELL_UNIT } from '../format.js';
import { cellLength, Layout } from './layout.js';
import { type Sink } from './sink.js';

/** Writes cells into bins, one bin at a time. */
export class BinWriter implements Sink {
  private readonly layout = new Layout();
  private cells: Buffer[] = [];
  private done: Buffer[] = [];

  /** @param written the time in the header of the first bin, as a FILETIME */
  constructor(private readonly written: bigint) {}

  cell(bytes: number, fill: (data: Buffer) => void, isFollowed = false): number {
    const length = cellLength(bytes);
    const bin = this.lastBin();
    const { offset, isFirst } = this.layout.place(length, isFollowed);
    if (isFirst) this.done.push(...bin);
    const cell = Buffer.alloc(length);
    cell.writeInt32LE(-length);
    fill(cell.subarray(CELL_HEADER, CELL_HEADER + bytes));
    if (isFirst) this.cells = [cell];
    else this.cells.push(cell);
    return offset;
  }

  /** The bins that are complete and were not taken yet. */
  take(): readonly Buffer[] {
    const { done } = this;
    this.done = [];
    return done;
  }

  /** The last bins. */
  end(): readonly Buffer[] {
    return [...this.take(), ...this.lastBin()];
  }

  private lastBin(): readonly Buffer[] {
    if (this.cells.length === 0) return [];
    const { bin, binSize, rest } = this.layout;
    const header = Buffer.alloc(BIN_HEADER);
    header.write('hbin', BIN.signature, 'latin1');
    header.writeUInt32LE(bin, BIN.offset);
    header.writeUInt32LE(binSize, BIN.size);
    if (bin === 0) header.writeBigUInt64LE(this.written, BIN.written);
    return [header, ...this.cells, ...freeCell(rest)];
  }
}

/** The rest of a bin is one free cell. */
const freeCell = (length: number): readonly Buffer[] => {
  if (length < CELL_UNIT) return [];
  const cell = Buffer.alloc(length);
  cell.writeInt32LE(length);
  return [cell];
};
