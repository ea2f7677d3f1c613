import { othersTurns } from '#application';

/**
 * Runs long pieces of work one after the other, with turns of the event loop between them for other
 * requests.
 */
export class Turns {
  private last: Promise<unknown> = Promise.resolve();

  /** Resolves when it is the caller's turn. */
  next(): Promise<void> {
    const mine = this.last.then(othersTurns);
    this.last = mine;
    return mine;
  }
}
