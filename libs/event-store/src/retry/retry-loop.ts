import { StoreUnavailable } from '../event-store.js';
import { Pauses, RETRY, type RetryTiming } from './pauses.js';

type RetryHooks = Readonly<{
  /** Called for a failure, but not if the next try fails for the same reason. */
  onFailure: (error: unknown) => void;
  /** Called when the work goes on after a failure. */
  onRecovered: () => void;
}>;

/** Repeats work until its signal aborts. After a failure it pauses, longer each time. */
export class RetryLoop {
  private readonly pauses: Pauses;
  private reason: string | undefined;

  constructor(
    private readonly hooks: RetryHooks,
    means?: RetryTiming,
  ) {
    this.pauses = new Pauses(RETRY.lasting, means);
  }

  /** True if the last try failed and nothing has succeeded since. */
  get isFailing(): boolean {
    return this.reason !== undefined;
  }

  async go(work: () => Promise<void>, signal: AbortSignal): Promise<void> {
    while (!signal.aborted)
      try {
        await work();
      } catch (error) {
        if (isAborted(signal)) return;
        this.fail(error);
        await this.pauses.wait(signal);
      }
  }

  /** The work has made progress. */
  succeed(): void {
    this.pauses.reset();
    this.noteApparentRecovery();
  }

  /** The work has nothing to do, and does not fail: an apparent recovery. */
  noteApparentRecovery(): void {
    if (this.reason === undefined) return;
    this.reason = undefined;
    this.hooks.onRecovered();
  }

  private fail(error: unknown): void {
    const reason = reasonOf(error);
    if (reason === this.reason) return;
    this.reason = reason;
    this.hooks.onFailure(error);
  }
}

/** @throws StoreUnavailable if a subscription ended although its signal has not aborted */
export const requireAborted = (signal: AbortSignal): void => {
  if (!signal.aborted) throw new StoreUnavailable('the subscription has ended');
};

/** The message of an error, also of one from another realm. */
export const reasonOf = (error: unknown): string =>
  typeof error === 'object' && error !== null && 'message' in error
    ? String(error.message)
    : String(error);

/** Reads the flag anew: it may have changed during an `await`. */
const isAborted = (signal: AbortSignal): boolean => signal.aborted;
