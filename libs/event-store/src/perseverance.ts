import { setTimeout as sleep } from 'node:timers/promises';

import { StoreUnavailable } from './event-store.js';

/** Resolves after so many milliseconds, or when the signal aborts. */
export type Pause = (ms: number, signal: AbortSignal) => Promise<unknown>;

export const pauseFor: Pause = (ms, signal) =>
  sleep(ms, undefined, { signal }).catch(() => undefined);

const FIRST_PAUSE_MS = 1000;
const LONGEST_PAUSE_MS = 30_000;

export type PerseveranceParts = Readonly<{
  pause: Pause;
  /** Told of a failure; not again where the next try fails for the same reason. */
  onFailure: (error: unknown) => void;
  /** Told that it goes on after a failure. */
  onWell: () => void;
}>;

/** Does something for as long as it is wanted: where it fails, again, after a pause that grows. */
export class Perseverance {
  private failures = 0;
  private reason: string | undefined;

  constructor(private readonly parts: PerseveranceParts) {}

  /** Whether the last try has failed, and nothing has succeeded since. */
  get isFailing(): boolean {
    return this.reason !== undefined;
  }

  async go(work: () => Promise<void>, signal: AbortSignal): Promise<void> {
    while (!signal.aborted)
      try {
        await work();
      } catch (error) {
        if (isOver(signal)) return;
        this.fail(error);
        await this.parts.pause(pauseAfter(this.failures), signal);
      }
  }

  /** The work has got somewhere. */
  succeed(): void {
    this.failures = 0;
    this.seemWell();
  }

  /** The work has nothing to do, so that it can't be seen to succeed. */
  seemWell(): void {
    if (this.reason === undefined) return;
    this.reason = undefined;
    this.parts.onWell();
  }

  private fail(error: unknown): void {
    this.failures += 1;
    const reason = reasonOf(error);
    if (reason === this.reason) return;
    this.reason = reason;
    this.parts.onFailure(error);
  }
}

/** @throws StoreUnavailable where a subscription has ended that nobody has called off */
export const requireOver = (signal: AbortSignal): void => {
  if (!signal.aborted) throw new StoreUnavailable('the subscription has ended');
};

/** The message of an error, also of one from another realm. */
export const reasonOf = (error: unknown): string =>
  typeof error === 'object' && error !== null && 'message' in error
    ? String(error.message)
    : String(error);

const pauseAfter = (failures: number): number =>
  Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (failures - 1));

/** Asked again after others had their turn. */
const isOver = (signal: AbortSignal): boolean => signal.aborted;
