import { randomUUID } from 'node:crypto';
import { closeSync, openSync, readSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { reasonOf, StoreUnavailable } from '#event-store';

/** As many UTF-16 units of JSON are kept in memory. */
const IN_MEMORY = 1024 * 1024;

/**
 * Things that are put aside and taken again in their order: the first of them in memory, the others
 * as JSON in a file of a folder, which has no name any more and is gone with whoever has it open.
 */
export class Spool<Item> {
  private readonly kept: Item[] = [];
  private readonly lengths: number[] = [];
  private units = 0;
  private file: number | undefined;

  constructor(
    private readonly folder: string,
    private readonly inMemory = IN_MEMORY,
  ) {}

  /**
   * @param text the item as JSON
   * @throws StoreUnavailable where the folder can't hold it
   */
  push(item: Item, text: string): void {
    this.units += text.length;
    if (this.units <= this.inMemory) this.kept.push(item);
    else this.lengths.push(this.write(Buffer.from(text)));
  }

  /** All that was put aside; as often as it is asked for. */
  *items(): Iterable<Item> {
    yield* this.kept;
    let at = 0;
    for (const length of this.lengths) {
      const bytes = Buffer.allocUnsafe(length);
      readSync(this.file ?? -1, bytes, 0, length, at);
      yield JSON.parse(bytes.toString()) as Item;
      at += length;
    }
  }

  /** Nothing can be taken any more; more than once is fine. */
  close(): void {
    this.kept.length = 0;
    this.lengths.length = 0;
    if (this.file !== undefined) closeSync(this.file);
    this.file = undefined;
  }

  /** @throws StoreUnavailable where the folder can't hold it */
  private write(bytes: Buffer): number {
    try {
      // All of it: one write may take less than it is given.
      writeFileSync((this.file ??= this.open()), bytes);
      return bytes.length;
    } catch (cause) {
      throw new StoreUnavailable(`the data folder can't be written: ${reasonOf(cause)}`, { cause });
    }
  }

  private open(): number {
    const path = join(this.folder, `${randomUUID()}.spool`);
    const file = openSync(path, 'wx+', 0o600);
    rmSync(path);
    return file;
  }
}
