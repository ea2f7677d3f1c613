import { type Position, type Recorded } from '#event-store';

import { type Connection } from './connection.js';
import { type Erased } from './erased.js';
import { isPassing } from './failures.js';
import { Pauses } from './pauses.js';
import { type Place, type ReadResponse } from './protocol.js';
import { subscriptionRequest } from './read-request.js';
import { placeOf } from './reads.js';
import { received } from './records.js';
import { responses } from './responses.js';

export type SubscriptionOptions = Readonly<{
  connection: Connection;
  erased: Erased;
  prefixes: readonly string[];
  pause: (ms: number, signal: AbortSignal) => Promise<void>;
}>;

/**
 * Everything after a position, without gap or repeat. While the server is away it waits, and goes on
 * after what was given last.
 */
export async function* subscribe(
  { connection, erased, prefixes, pause }: SubscriptionOptions,
  after: Position | undefined,
  signal: AbortSignal,
): AsyncIterable<readonly Recorded[]> {
  let place: Place | 'start' = after === undefined ? 'start' : placeOf(after);
  const pauses = new Pauses();
  while (!signal.aborted)
    try {
      const request = subscriptionRequest(prefixes, place);
      const answers = responses(connection, request, { signal, requiresLeader: false });
      for await (const batch of answers) {
        const events = batch.flatMap((response) => received(response) ?? []);
        const records = (await erased.without(events)).map(({ recorded }) => recorded());
        if (records.length > 0) yield records;
        place = lastPlace(batch) ?? place;
        pauses.reset();
      }
      if (!isOver(signal)) await pause(pauses.next(), signal);
    } catch (error) {
      if (isOver(signal)) return;
      if (!isPassing(error)) throw error;
      connection.failed(error);
      await pause(pauses.next(), signal);
    }
}

/** Asked again after others had their turn. */
const isOver = (signal: AbortSignal): boolean => signal.aborted;

/** Up to where all was given, what is not ours included. */
const lastPlace = (batch: readonly ReadResponse[]): Place | undefined => {
  const last = batch.at(-1);
  const checkpoint = last?.getCheckpoint();
  if (checkpoint !== undefined)
    return {
      commit: BigInt(checkpoint.getCommitPosition()),
      prepare: BigInt(checkpoint.getPreparePosition()),
    };
  return last && received(last)?.place;
};
