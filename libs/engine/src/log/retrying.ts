import { Pauses, RETRY, StoreUnavailable } from '#event-store';
import { ReadModelStopped } from '#read-models';

export type RetryingHooks = Readonly<{
  /** Ends the retries when it aborts. */
  signal: AbortSignal;
  /** Called with the reason after every try that failed. */
  onWait: (reason: Error) => void;
  /** Called once with each reason. */
  warn: (reason: string) => void;
}>;

/** Runs work again while it fails because the log's server does not answer. */
export type Retry = <Result>(work: () => Promise<Result>) => Promise<Result>;

/** Runs work once, for a log in a local file. */
export const once: Retry = (work) => work();

/**
 * Runs work until it succeeds. @throws an error that another try would not change, and any error
 * after the abort
 */
export const retrying = ({ signal, onWait, warn }: RetryingHooks): Retry => {
  const warned = new Set<string>();
  return async (work) => {
    const pauses = new Pauses(RETRY.request);
    for (;;)
      try {
        return await work();
      } catch (error) {
        if (signal.aborted || !mayPass(error)) throw error;
        onWait(error);
        if (!warned.has(error.message)) warn(`${error.message}; trying again`);
        warned.add(error.message);
        await pauses.wait(signal);
      }
  };
};

const mayPass = (error: unknown): error is Error =>
  error instanceof StoreUnavailable || error instanceof ReadModelStopped;
