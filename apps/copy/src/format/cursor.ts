/** Something read item by item, that can be looked at before it is taken. */
export class Cursor<Item> {
  private readonly items: AsyncIterator<Item>;
  private ahead: Promise<IteratorResult<Item>> | undefined;

  constructor(source: AsyncIterable<Item>) {
    this.items = source[Symbol.asyncIterator]();
  }

  /** The next one, which stays the next one; undefined at the end. */
  async peek(): Promise<Item | undefined> {
    this.ahead ??= this.items.next();
    const result = await this.ahead;
    return result.done === true ? undefined : result.value;
  }

  /** The next one, which is behind us then; undefined at the end. */
  async take(): Promise<Item | undefined> {
    const item = await this.peek();
    if (item !== undefined) this.ahead = undefined;
    return item;
  }

  /** Lets go of what is read from. */
  async close(): Promise<void> {
    await this.items.return?.();
  }
}
