import { setImmediate as turn } from 'node:timers/promises';

/**
 * Runs long pieces of work one in a turn of the event loop, so that other requests have turns
 * between.
 */
export class Turns {
  private last: Promise<unknown> = Promise.resolve();

  /** Resolves when it is the caller's turn. */
  next(): Promise<void> {
    const mine = this.last.then(() => turn());
    this.last = mine;
    return mine;
  }
}
