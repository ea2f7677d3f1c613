import { toPosition, type Position } from '#event-store';

import { MaximumAppendSizeExceeded, type BatchAppendResponse } from '../read/protocol.js';

/**
 * What became of an append. `passing` may be tried again: it may have been written all the same;
 * what is `refused` never will be.
 */
export type Answer =
  | Readonly<{ type: 'written'; revision: bigint; position: Position | undefined }>
  | Readonly<{ type: 'conflict' | 'deleted' }>
  | Readonly<{ type: 'too-large'; limit: number }>
  | Readonly<{ type: 'refused'; why: string }>
  | Readonly<{ type: 'passing'; why: string }>;

const PREFIX = 'event_store.client.';

/** Whatever else it says of an append (no time, not ready, busy, no leader) passes. */
const REFUSED: ReadonlySet<string> = new Set(['AccessDenied', 'BadRequest', 'InvalidTransaction']);

/** What the server says of an append. */
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

/** The name of what the server says, without what all such names begin with; empty for none of these. */
const kindOf = (error: Refusal | undefined): string => {
  const name = error?.getDetails()?.getTypeName() ?? '';
  return name.startsWith(PREFIX) ? name.slice(PREFIX.length) : '';
};

const limitIn = (error: Refusal | undefined): number => {
  const bytes = error?.getDetails()?.getValue_asU8() ?? new Uint8Array();
  return MaximumAppendSizeExceeded.deserializeBinary(bytes).getMaxappendsize();
};
