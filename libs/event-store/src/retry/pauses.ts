import { setTimeout as sleep } from 'node:timers/promises';

import { ExponentialBackoff, type IBackoff } from 'cockatiel';

/** Resolves after this many milliseconds, or when the signal aborts. */
export type Pause = (ms: number, signal: AbortSignal) => Promise<unknown>;

export const pauseFor: Pause = (ms, signal) =>
  sleep(ms, undefined, { signal }).catch(() => undefined);

/** The timer and the random numbers of the pauses between tries. Tests replace both. */
export type RetryTiming = Readonly<{
  pause?: Pause;
  /** At least 0 and less than 1. */
  random?: () => number;
}>;

type Growth = Readonly<{ firstMs: number; longestMs: number }>;

/**
 * The first and the longest pause of each kind of retry. Each pause is twice as long as the one
 * before.
 */
export const RETRY = {
  /** A decision that another process was faster than. */
  contended: { firstMs: 20, longestMs: 200 },
  /** A request to a log that does not answer at present. */
  request: { firstMs: 30, longestMs: 1000 },
  /** Work that goes on for as long as the process. */
  lasting: { firstMs: 1000, longestMs: 30_000 },
} as const satisfies Record<string, Growth>;

/**
 * The pauses between the tries of one piece of work. A random part, at most half, is cut off each,
 * so that pieces of work that failed together do not try again together.
 */
export class Pauses {
  private readonly backoff: ExponentialBackoff<number>;
  private readonly pause: Pause;
  private last: IBackoff<unknown> | undefined;

  constructor(
    { firstMs, longestMs }: Growth,
    { pause = pauseFor, random = Math.random }: RetryTiming = {},
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
