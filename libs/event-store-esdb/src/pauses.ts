import { ExponentialBackoff, type IBackoff } from 'cockatiel';

/** Pauses between tries: they grow, and no two wait alike. */
export const BACKOFF = new ExponentialBackoff({ initialDelay: 30, maxDelay: 1000 });

/** How long to wait before each next try. */
export class Pauses {
  private last: IBackoff<unknown> | undefined;

  /** Milliseconds. */
  next(): number {
    this.last = this.last === undefined ? BACKOFF.next() : this.last.next(undefined);
    return this.last.duration;
  }

  /** Something succeeded: the next pause is a short one. */
  reset(): void {
    this.last = undefined;
  }
}
