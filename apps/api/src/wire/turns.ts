import { othersTurns } from '#application';

/** Has long pieces of work done one after the other, so that others have their turns of the event loop between. */
export class Turns {
  private last: Promise<unknown> = Promise.resolve();

  /** Resolves when it is the caller's turn. */
  next(): Promise<void> {
    const mine = this.last.then(othersTurns);
    this.last = mine;
    return mine;
  }
}
