import { setTimeout as pause } from 'node:timers/promises';

/** How often a log that others write is looked at. */
const LOOK_MS = 2000;

/** How old what is folded may be. */
export class Staleness {
  private confirmed: number;

  /** @param now milliseconds that only ever grow */
  constructor(private readonly now: () => number) {
    this.confirmed = now();
  }

  /** Seconds since all that was in the log was known to be folded. */
  get age(): number {
    return Math.max(0, Math.floor((this.now() - this.confirmed) / 1000));
  }

  /** Looks now and then at a log that others write, too, so that it is known how old this is. */
  async keep(look: (signal: AbortSignal) => Promise<unknown>, signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await look(AbortSignal.any([signal, AbortSignal.timeout(LOOK_MS)])).catch(() => undefined);
      await pause(LOOK_MS, undefined, { signal }).catch(() => undefined);
    }
  }

  /**
   * Has the log caught up with; what it is asked for is true for when it was asked.
   *
   * @throws what the work throws
   */
  async watch<Result>(work: () => Promise<Result>): Promise<Result> {
    const began = this.now();
    const result = await work();
    this.confirmed = Math.max(this.confirmed, began);
    return result;
  }
}
