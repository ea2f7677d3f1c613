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

/** Who does not want to wait for what is set in motion still wants to know that it is. */
const GRACE_MS = 2000;

/**
 * What a log at the end of a wire is asked for, for as long as somebody waits for it and a little
 * longer.
 *
 * @throws StoreUnavailable when it has not answered by then; it may be done all the same
 */
export const answeredInTime = async <Result>(
  work: Promise<Result>,
  signal: AbortSignal,
): Promise<Result> => {
  try {
    return await inTime(work, signal);
  } catch (error) {
    if (error !== signal.reason) throw error;
    return answeredSoon(work);
  }
};

const answeredSoon = async <Result>(work: Promise<Result>): Promise<Result> => {
  const grace = AbortSignal.timeout(GRACE_MS);
  try {
    return await inTime(work, grace);
  } catch (error) {
    if (error !== grace.reason) throw error;
    throw new StoreUnavailable(
      'the log has not answered in time: ask again under the same Idempotency-Key',
    );
  }
};
