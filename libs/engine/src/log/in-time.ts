import { StoreUnavailable } from '#event-store';

/** Waits for work until the signal aborts. @throws the signal's reason if that comes first */
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
 * A caller that does not wait for the operation still waits this long for the append to be
 * acknowledged.
 */
const GRACE_MS = 2000;

/**
 * Waits for an answer of a log on a server until the caller's deadline, and a little longer.
 *
 * @throws StoreUnavailable if the log has not answered by then; it may still carry out the request
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
      'the log has not answered in time: send the request again under the same Idempotency-Key',
    );
  }
};
