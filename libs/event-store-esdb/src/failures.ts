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

/** What a command of the server ended with; undefined for what is no answer of its. */
export const typeOf = (error: unknown): ErrorType | undefined =>
  error instanceof Error && isCommandError(error) ? error.type : undefined;

/**
 * Whether it is worth while to ask again: whatever the server did not answer, and what it says
 * while it has no leader or no time.
 */
export const isPassing = (error: unknown): boolean => {
  const type = typeOf(error);
  return type === undefined ? !(error instanceof StoreUnavailable) : PASSING.has(type);
};

/** What a call is answered with that could not be carried out in time. */
export const unavailable = (error: unknown): StoreUnavailable =>
  error instanceof StoreUnavailable
    ? error
    : new StoreUnavailable(
        `EventStoreDB does not answer: ${error instanceof Error ? error.message : String(error)}`,
        { cause: error },
      );
