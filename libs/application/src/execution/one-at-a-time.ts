/** Lets one piece of work go on at a time, in the order in which the pieces came. */
export class OneAtATime {
  private last: Promise<unknown> = Promise.resolve();

  /** Resolves when it is the caller's turn, with the function that ends the turn; twice is fine. */
  async turn(): Promise<() => void> {
    const { promise, resolve } = Promise.withResolvers<undefined>();
    const before = this.last;
    this.last = promise;
    await before;
    return () => {
      resolve(undefined);
    };
  }

  /** Does the work when it is its turn. */
  async alone<Result>(work: () => Promise<Result>): Promise<Result> {
    const end = await this.turn();
    try {
      return await work();
    } finally {
      end();
    }
  }
}
