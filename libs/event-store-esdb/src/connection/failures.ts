import { status } from '@grpc/grpc-js';
import { ErrorType, isCommandError } from '@eventstore/db-client';

import { StoreUnavailable } from '#event-store';

/**
 * Errors after which another try may succeed. The request may have been carried out all the same.
 */
const PASSING: ReadonlySet<ErrorType> = new Set([
  ErrorType.UNAVAILABLE,
  ErrorType.NOT_LEADER,
  ErrorType.TIMEOUT,
  ErrorType.DEADLINE_EXCEEDED,
  ErrorType.CANCELLED,
  ErrorType.UNKNOWN,
]);

/** Error codes that another try would not change. */
const REFUSING: ReadonlySet<unknown> = new Set([
  status.PERMISSION_DENIED,
  status.UNAUTHENTICATED,
  status.UNIMPLEMENTED,
]);

const DEFECTS = [TypeError, RangeError, SyntaxError, ReferenceError];

/** The type of a server's error; undefined if the error is not an answer of the server. */
export const typeOf = (error: unknown): ErrorType | undefined =>
  error instanceof Error && isCommandError(error) ? error.type : undefined;

/** True if the server forbids the request or does not know it; only an operator can change that. */
const isRefused = (error: unknown): boolean =>
  typeOf(error) === ErrorType.ACCESS_DENIED ||
  (error instanceof Error && 'code' in error && REFUSING.has(error.code));

/** True if another try may succeed: the server did not answer, or has no leader or no time. */
export const isPassing = (error: unknown): boolean => {
  if (isRefused(error)) return false;
  const type = typeOf(error);
  if (type !== undefined) return PASSING.has(type);
  return !(error instanceof StoreUnavailable || DEFECTS.some((defect) => error instanceof defect));
};

/** The error of a call that was not carried out, or not in time. */
export const unavailable = (error: unknown): StoreUnavailable => {
  if (error instanceof StoreUnavailable) return error;
  const what = isRefused(error) ? 'refuses the request' : 'does not answer';
  const why = error instanceof Error ? error.message : String(error);
  return new StoreUnavailable(`EventStoreDB ${what}: ${why}`, { cause: error });
};

/** Translates the error of an outage; leaves a defect as it is. */
export const translated = (error: unknown): unknown =>
  isPassing(error) || isRefused(error) ? unavailable(error) : error;
