/** Runs pieces of work one at a time, in the order in which they came. */
export class OneAtATime {
  private last: Promise<unknown> = Promise.resolve();

  /**
   * Resolves when it is the caller's turn, with the function that ends the turn; a second call of
   * it does nothing.
   */
  async turn(): Promise<() => void> {
    const { promise, resolve } = Promise.withResolvers<undefined>();
    const before = this.last;
    this.last = promise;
    await before;
    return () => {
      resolve(undefined);
    };
  }

  /** Runs the work when it is its turn. */
  async alone<Result>(work: () => Promise<Result>): Promise<Result> {
    const end = await this.turn();
    try {
      return await work();
    } finally {
      end();
    }
  }
}
