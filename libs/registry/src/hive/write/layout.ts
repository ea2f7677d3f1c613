import { BIN_HEADER, CELL_HEADER, CELL_UNIT, PAGE } from '../format.js';
import { UnwritableHive } from './unwritable-hive.js';

/** The greatest size of the bins. @see "Registry Element Size Limits", Microsoft: 2 GB */
const MAX_BINS = 2 ** 31 - PAGE;

/** The length of a cell with data of a length. */
export const cellLength = (bytes: number): number => roundUp(CELL_HEADER + bytes, CELL_UNIT);

const roundUp = (number: number, unit: number): number => Math.ceil(number / unit) * unit;

/** The place of a cell: its offset, and true for the first cell of a new bin. */
export type Placed = Readonly<{ offset: number; isFirst: boolean }>;

/** Places cells one after the other into bins. No cell lies across two bins. */
export class Layout {
  private begun = 0;
  private used = 0;
  private size = 0;
  private isGlued = false;

  /** The offset of the last bin. */
  get bin(): number {
    return this.begun;
  }

  /** The size of the last bin so far. */
  get binSize(): number {
    return this.size;
  }

  /** The bytes of the last bin after its last cell. */
  get rest(): number {
    return this.size - this.used;
  }

  /** The size of all bins. */
  get total(): number {
    return this.begun + this.size;
  }

  /**
   * @param length of the cell
   * @param isFollowed true if the next cell must follow in the same bin
   * @throws UnwritableHive if the hive becomes too large
   */
  place(length: number, isFollowed: boolean): Placed {
    const isFirst = length > this.rest && !this.isGlued;
    if (isFirst) this.open(length);
    else if (length > this.rest) this.size += roundUp(length - this.rest, PAGE);
    if (this.total > MAX_BINS)
      throw new UnwritableHive(`the hive has more than ${MAX_BINS} bytes, the limit of Windows`);
    const offset = this.begun + this.used;
    this.used += length;
    this.isGlued = isFollowed;
    return { offset, isFirst };
  }

  private open(length: number): void {
    this.begun = this.total;
    this.used = BIN_HEADER;
    this.size = roundUp(BIN_HEADER + length, PAGE);
  }
}
