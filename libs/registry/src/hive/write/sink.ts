import { cellLength, Layout } from './layout.js';

/** The form of a hive: version 1.5 with values of any size, or version 1.3 as RegSaveKey writes it. */
export type HiveForm = 'latest' | 'standard';

/** Takes the cells of a hive in their order, and says where each of them lies. */
export type Sink = Readonly<{
  /**
   * @param bytes the length of the cell's data
   * @param fill writes the data, which are zeros before; not called by a sink that only measures
   * @param isFollowed true if another cell must follow in the same bin
   * @returns the offset of the cell
   */
  cell: (bytes: number, fill: (data: Buffer) => void, isFollowed?: boolean) => number;
}>;

/** Places cells without their content. */
export class Measure implements Sink {
  private readonly layout = new Layout();

  /** The size of all bins. */
  get total(): number {
    return this.layout.total;
  }

  cell(bytes: number, _fill: unknown, isFollowed = false): number {
    return this.layout.place(cellLength(bytes), isFollowed).offset;
  }
}
