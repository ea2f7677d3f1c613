import { setImmediate as turn } from 'node:timers/promises';

/** Has long pieces of work done one in a turn of the event loop, so that others have theirs between. */
export class Turns {
  private last: Promise<unknown> = Promise.resolve();

  /** Resolves when it is the caller's turn. */
  next(): Promise<void> {
    const mine = this.last.then(() => turn());
    this.last = mine;
    return mine;
  }
}
