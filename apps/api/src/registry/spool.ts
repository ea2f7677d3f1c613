import { randomUUID } from 'node:crypto';
import { closeSync, openSync, readSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { reasonOf, StoreUnavailable } from '#event-store';

/** The UTF-16 units of JSON that are kept in memory. */
const IN_MEMORY = 1024 * 1024;

/**
 * A list of items that are stored and read back in order. The first items stay in memory; the
 * others are JSON in an unnamed file of a folder, which the system deletes when its process closes
 * it or ends.
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

  /** All stored items; may be called several times. */
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

  /** Frees the memory and the file. A second call does nothing. */
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
