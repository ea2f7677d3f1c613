import { toPosition, type Position } from '#event-store';

import { MaximumAppendSizeExceeded, type BatchAppendResponse } from '../read/protocol.js';

/**
 * The server's answer to an append. A `passing` append may be tried again, and may have been
 * written all the same; a `refused` append was not written and never will be.
 */
export type Answer =
  | Readonly<{ type: 'written'; revision: bigint; position: Position | undefined }>
  | Readonly<{ type: 'conflict' | 'deleted' }>
  | Readonly<{ type: 'too-large'; limit: number }>
  | Readonly<{ type: 'refused'; why: string }>
  | Readonly<{ type: 'passing'; why: string }>;

const PREFIX = 'event_store.client.';

/** The refusals. Every other error of an append (no time, not ready, busy, no leader) passes. */
const REFUSED: ReadonlySet<string> = new Set(['AccessDenied', 'BadRequest', 'InvalidTransaction']);

/** Reads the server's answer to an append. */
export const answerOf = (response: BatchAppendResponse): Answer => {
  const success = response.getSuccess();
  return success === undefined ? refusalOf(response.getError()) : written(success);
};

const written = (success: BatchAppendResponse.Success): Answer => {
  const position = success.getPosition()?.getCommitPosition();
  return {
    type: 'written',
    revision: BigInt(success.getCurrentRevision()),
    position: position === undefined ? undefined : toPosition(BigInt(position)),
  };
};

type Refusal = NonNullable<ReturnType<BatchAppendResponse['getError']>>;

const refusalOf = (error: Refusal | undefined): Answer => {
  const kind = kindOf(error);
  switch (kind) {
    case 'WrongExpectedVersion':
      return { type: 'conflict' };
    case 'StreamDeleted':
      return { type: 'deleted' };
    case 'MaximumAppendSizeExceeded':
      return { type: 'too-large', limit: limitIn(error) };
    default:
      return { type: REFUSED.has(kind) ? 'refused' : 'passing', why: error?.getMessage() ?? '' };
  }
};

/** The name of an error without the common beginning of such names; empty if it has none. */
const kindOf = (error: Refusal | undefined): string => {
  const name = error?.getDetails()?.getTypeName() ?? '';
  return name.startsWith(PREFIX) ? name.slice(PREFIX.length) : '';
};

const limitIn = (error: Refusal | undefined): number => {
  const bytes = error?.getDetails()?.getValue_asU8() ?? new Uint8Array();
  return MaximumAppendSizeExceeded.deserializeBinary(bytes).getMaxappendsize();
};
