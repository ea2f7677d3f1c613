import { StoreUnavailable } from '../event-store.js';
import { Pauses, RETRY, type RetryMeans } from './pauses.js';

type RetryHooks = Readonly<{
  /** Told of a failure; not again where the next try fails for the same reason. */
  onFailure: (error: unknown) => void;
  /** Told that it goes on after a failure. */
  onWell: () => void;
}>;

/** Does something for as long as it is wanted: where it fails, again, after a pause that grows. */
export class RetryLoop {
  private readonly pauses: Pauses;
  private reason: string | undefined;

  constructor(
    private readonly hooks: RetryHooks,
    means?: RetryMeans,
  ) {
    this.pauses = new Pauses(RETRY.lasting, means);
  }

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
        await this.pauses.wait(signal);
      }
  }

  /** The work has got somewhere. */
  succeed(): void {
    this.pauses.reset();
    this.seemWell();
  }

  /** The work has nothing to do, so that it can't be seen to succeed. */
  seemWell(): void {
    if (this.reason === undefined) return;
    this.reason = undefined;
    this.hooks.onWell();
  }

  private fail(error: unknown): void {
    const reason = reasonOf(error);
    if (reason === this.reason) return;
    this.reason = reason;
    this.hooks.onFailure(error);
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

/** Asked again after others had their turn. */
const isOver = (signal: AbortSignal): boolean => signal.aborted;
