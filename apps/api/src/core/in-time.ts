import { StoreUnavailable } from '#event-store';

/** What somebody waits for until the signal aborts; @throws the signal's reason when that is first */
export const inTime = async <Result>(
  work: Promise<Result>,
  signal: AbortSignal,
): Promise<Result> => {
  signal.throwIfAborted();
  let abort: () => void = () => undefined;
  const aborted = new Promise<never>((_, reject) => {
    abort = () => {
      reject(signal.reason as Error);
    };
    signal.addEventListener('abort', abort, { once: true });
  });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    signal.removeEventListener('abort', abort);
  }
};

/**
 * What a log at the end of a wire is asked for, as long as somebody waits for it.
 *
 * @throws StoreUnavailable when nobody does any more; it may be done all the same
 */
export const answeredInTime = <Result>(
  work: Promise<Result>,
  signal: AbortSignal,
): Promise<Result> =>
  inTime(work, signal).catch((error: unknown) => {
    if (error !== signal.reason) throw error;
    throw new StoreUnavailable(
      'the log has not answered in time: ask again under the same Idempotency-Key',
    );
  });
