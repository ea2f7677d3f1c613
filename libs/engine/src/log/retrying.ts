import { Pauses, RETRY, StoreUnavailable } from '#event-store';
import { ReadModelStopped } from '#read-models';

export type RetryingHooks = Readonly<{
  /** Ends it. */
  signal: AbortSignal;
  /** Told why it did not succeed, at every try. */
  onWait: (reason: Error) => void;
  /** Told once of each reason. */
  warn: (reason: string) => void;
}>;

/** Tries again what fails because a log at the end of a wire does not answer. */
export type Retry = <Result>(work: () => Promise<Result>) => Promise<Result>;

/** For a log that is here or not at all. */
export const once: Retry = (work) => work();

/** Tries until it succeeds; @throws what another try would not change, and anything once it is aborted */
export const retrying = ({ signal, onWait, warn }: RetryingHooks): Retry => {
  const said = new Set<string>();
  return async (work) => {
    const pauses = new Pauses(RETRY.request);
    for (;;)
      try {
        return await work();
      } catch (error) {
        if (signal.aborted || !mayPass(error)) throw error;
        onWait(error);
        if (!said.has(error.message)) warn(`${error.message}; trying again`);
        said.add(error.message);
        await pauses.wait(signal);
      }
  };
};

const mayPass = (error: unknown): error is Error =>
  error instanceof StoreUnavailable || error instanceof ReadModelStopped;
