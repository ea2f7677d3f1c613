import { setTimeout as pause } from 'node:timers/promises';

/** The interval at which a shared log is checked for new events. */
const LOOK_MS = 2000;

/** Knows how old the fold may be. */
export class Staleness {
  private confirmed: number;

  /**
   * @param now returns milliseconds of a clock that never goes back
   */
  constructor(private readonly now: () => number) {
    this.confirmed = now();
  }

  /** Seconds since the fold was known to have the whole log. */
  get age(): number {
    return Math.max(0, Math.floor((this.now() - this.confirmed) / 1000));
  }

  /** Checks a shared log regularly, so that the age is known while nothing is asked. */
  async checkRegularly(
    look: (signal: AbortSignal) => Promise<unknown>,
    signal: AbortSignal,
  ): Promise<void> {
    while (!signal.aborted) {
      await look(AbortSignal.any([signal, AbortSignal.timeout(LOOK_MS)])).catch(() => undefined);
      await pause(LOOK_MS, undefined, { signal }).catch(() => undefined);
    }
  }

  /**
   * Runs a catch-up. After it, the fold is as old as the call.
   *
   * @throws the error of the work
   */
  async watch<Result>(work: () => Promise<Result>): Promise<Result> {
    const began = this.now();
    const result = await work();
    this.confirmed = Math.max(this.confirmed, began);
    return result;
  }
}
