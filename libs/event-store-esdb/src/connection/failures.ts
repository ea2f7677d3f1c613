import { status } from '@grpc/grpc-js';
import { ErrorType, isCommandError } from '@eventstore/db-client';

import { StoreUnavailable } from '#event-store';

/** Another try may succeed, and what was asked for may have been done all the same. */
const PASSING: ReadonlySet<ErrorType> = new Set([
  ErrorType.UNAVAILABLE,
  ErrorType.NOT_LEADER,
  ErrorType.TIMEOUT,
  ErrorType.DEADLINE_EXCEEDED,
  ErrorType.CANCELLED,
  ErrorType.UNKNOWN,
]);

/** What a server says that will say the same of another try. */
const REFUSING: ReadonlySet<unknown> = new Set([
  status.PERMISSION_DENIED,
  status.UNAUTHENTICATED,
  status.UNIMPLEMENTED,
]);

const DEFECTS = [TypeError, RangeError, SyntaxError, ReferenceError];

/** What a command of the server ended with; undefined for what is no answer of its. */
export const typeOf = (error: unknown): ErrorType | undefined =>
  error instanceof Error && isCommandError(error) ? error.type : undefined;

/** Whether the server does not let us, or has no idea of what is asked: until somebody changes that. */
const isRefused = (error: unknown): boolean =>
  typeOf(error) === ErrorType.ACCESS_DENIED ||
  (error instanceof Error && 'code' in error && REFUSING.has(error.code));

/**
 * Whether it is worth while to ask again: whatever the server did not answer, and what it says
 * while it has no leader or no time.
 */
export const isPassing = (error: unknown): boolean => {
  if (isRefused(error)) return false;
  const type = typeOf(error);
  if (type !== undefined) return PASSING.has(type);
  return !(error instanceof StoreUnavailable || DEFECTS.some((defect) => error instanceof defect));
};

/** What a call is answered with that could not be carried out, in time or at all. */
export const unavailable = (error: unknown): StoreUnavailable => {
  if (error instanceof StoreUnavailable) return error;
  const what = isRefused(error) ? 'refuses what is asked' : 'does not answer';
  const why = error instanceof Error ? error.message : String(error);
  return new StoreUnavailable(`EventStoreDB ${what}: ${why}`, { cause: error });
};

/** What is thrown of an error: an outage by its name, a defect as it is. */
export const translated = (error: unknown): unknown =>
  isPassing(error) || isRefused(error) ? unavailable(error) : error;
