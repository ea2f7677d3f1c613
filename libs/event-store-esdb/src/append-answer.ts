import { toPosition, type Position } from '#event-store';

import { type BatchAppendResponse } from './protocol.js';

/**
 * What became of an append. `passing` may be tried again: it may have been written all the same;
 * what is `refused` never will be.
 */
export type Answer =
  | Readonly<{ type: 'written'; revision: bigint; position: Position | undefined }>
  | Readonly<{ type: 'conflict' | 'deleted' | 'too-large' }>
  | Readonly<{ type: 'refused' | 'passing'; why: string }>;

const REFUSALS: Readonly<Record<string, 'conflict' | 'deleted' | 'too-large'>> = {
  'event_store.client.WrongExpectedVersion': 'conflict',
  'event_store.client.StreamDeleted': 'deleted',
  'event_store.client.MaximumAppendSizeExceeded': 'too-large',
};

const PASSING: ReadonlySet<string> = new Set([
  'event_store.client.Timeout',
  'event_store.client.Unknown',
]);

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
  const name = error?.getDetails()?.getTypeName() ?? '';
  const refusal = REFUSALS[name];
  if (refusal !== undefined) return { type: refusal };
  const why = `${name.slice(name.lastIndexOf('.') + 1)} ${error?.getMessage() ?? ''}`.trim();
  return { type: PASSING.has(name) ? 'passing' : 'refused', why };
};
