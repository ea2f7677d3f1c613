/** Reads items one by one, and allows a look at the next item. */
export class Cursor<Item> {
  private readonly items: AsyncIterator<Item>;
  private ahead: Promise<IteratorResult<Item>> | undefined;

  constructor(source: AsyncIterable<Item>) {
    this.items = source[Symbol.asyncIterator]();
  }

  /** The next item, without taking it; undefined at the end. */
  async peek(): Promise<Item | undefined> {
    this.ahead ??= this.items.next();
    const result = await this.ahead;
    return result.done === true ? undefined : result.value;
  }

  /** Takes the next item; undefined at the end. */
  async take(): Promise<Item | undefined> {
    const item = await this.peek();
    if (item !== undefined) this.ahead = undefined;
    return item;
  }

  /** Closes the source. */
  async close(): Promise<void> {
    await this.items.return?.();
  }
}
