import { setTimeout as sleep } from 'node:timers/promises';

import { ExponentialBackoff, type IBackoff } from 'cockatiel';

/** Resolves after so many milliseconds, or when the signal aborts. */
export type Pause = (ms: number, signal: AbortSignal) => Promise<unknown>;

export const pauseFor: Pause = (ms, signal) =>
  sleep(ms, undefined, { signal }).catch(() => undefined);

/** What the pauses between tries are made of. Time and chance are arguments, so that tests need neither. */
export type RetryMeans = Readonly<{
  pause?: Pause;
  /** At least 0 and less than 1. */
  random?: () => number;
}>;

type Growth = Readonly<{ firstMs: number; longestMs: number }>;

/** The first pause of each kind of retry and the longest one. Each is twice as long as the one before. */
export const RETRY = {
  /** A decision that another process was faster than. */
  contended: { firstMs: 20, longestMs: 200 },
  /** A request to a log that does not answer now. */
  request: { firstMs: 30, longestMs: 1000 },
  /** Work that goes on for as long as the process does. */
  lasting: { firstMs: 1000, longestMs: 30_000 },
} as const satisfies Record<string, Growth>;

/**
 * The pauses between the tries of one piece of work. Each is by chance up to a half shorter than its
 * full length, so that those who failed together do not try again together.
 */
export class Pauses {
  private readonly backoff: ExponentialBackoff<number>;
  private readonly pause: Pause;
  private last: IBackoff<unknown> | undefined;

  constructor(
    { firstMs, longestMs }: Growth,
    { pause = pauseFor, random = Math.random }: RetryMeans = {},
  ) {
    this.pause = pause;
    this.backoff = new ExponentialBackoff<number>({
      initialDelay: firstMs,
      maxDelay: longestMs,
      generator: (tries = 0, { initialDelay, maxDelay, exponent }) => {
        const full = Math.min(maxDelay, initialDelay * exponent ** tries);
        return [(full + random() * full) / 2, tries + 1];
      },
    });
  }

  /** The length of the next pause in milliseconds. */
  next(): number {
    this.last = this.last === undefined ? this.backoff.next() : this.last.next(undefined);
    return this.last.duration;
  }

  /** Resolves after the next pause, or when the signal aborts. */
  async wait(signal = new AbortController().signal): Promise<void> {
    await this.pause(this.next(), signal);
  }

  /** Something succeeded: the next pause is a short one. */
  reset(): void {
    this.last = undefined;
  }
}
