import { toPosition, type Position } from '#event-store';

import { MaximumAppendSizeExceeded, type BatchAppendResponse } from './protocol.js';

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

const refusalOf = (error: ReturnType<BatchAppendResponse['getError']>): Answer => {
  const details = error?.getDetails();
  const name = details?.getTypeName() ?? '';
  const kind = name.startsWith(PREFIX) ? name.slice(PREFIX.length) : '';
  switch (kind) {
    case 'WrongExpectedVersion':
      return { type: 'conflict' };
    case 'StreamDeleted':
      return { type: 'deleted' };
    case 'MaximumAppendSizeExceeded':
      return { type: 'too-large', limit: limitIn(details?.getValue_asU8() ?? new Uint8Array()) };
    default:
      const why = `${kind} ${error?.getMessage() ?? ''}`.trim();
      return REFUSED.has(kind) ? { type: 'refused', why } : { type: 'passing', why };
  }
};

const limitIn = (bytes: Uint8Array): number =>
  MaximumAppendSizeExceeded.deserializeBinary(bytes).getMaxappendsize();
