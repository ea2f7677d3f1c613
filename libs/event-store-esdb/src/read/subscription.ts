import { LogReplaced, Pauses, RETRY, type Position, type Recorded } from '#event-store';

import { type Connection } from '../connection/connection.js';
import { type Erased } from '../erased.js';
import { isPassing, translated } from '../connection/failures.js';
import { type LogPlace, type ReadResponse } from './protocol.js';
import { subscriptionRequest } from './read-request.js';
import { placeOf } from './reads.js';
import { received } from './records.js';
import { responses } from './responses.js';
import { type Sight } from '../identity/sight.js';
import { type Witness } from '../identity/witness.js';

export type SubscriptionOptions = Readonly<{
  connection: Connection;
  erased: Erased;
  prefixes: readonly string[];
  witness: Witness;
  sight: Sight;
}>;

/**
 * All events after a position, without gap or repeat. It waits while the server is away, and then
 * goes on after the last event given.
 */
export async function* subscribe(
  options: SubscriptionOptions,
  after: Position | undefined,
  signal: AbortSignal,
): AsyncIterable<readonly Recorded[]> {
  const progress: Progress = { place: after === undefined ? 'start' : placeOf(after), isNew: true };
  const { connection } = options;
  const pauses = new Pauses(RETRY.request);
  while (!signal.aborted) {
    try {
      yield* follow(options, progress, signal);
    } catch (error) {
      if (isOver(signal)) return;
      if (!isPassing(error)) throw translated(error);
      connection.failed(error);
      await requireNoOther(options.witness);
    }
    if (progress.isNew) pauses.reset();
    progress.isNew = false;
    if (!isOver(signal)) await connection.pause(pauses.next(), signal);
  }
}

/** The place that a subscription has reached, and whether something came since the last check. */
type Progress = { place: LogPlace | 'start'; isNew: boolean };

/** The events of one call, until it ends. */
async function* follow(
  { connection, erased, prefixes, witness, sight }: SubscriptionOptions,
  progress: Progress,
  signal: AbortSignal,
): AsyncIterable<readonly Recorded[]> {
  const request = subscriptionRequest(prefixes, progress.place);
  // The server may be replaced between two calls, without notice.
  sight.markLost();
  const answers = responses(connection, request, { signal, requiresLeader: false });
  for await (const batch of answers) {
    await witness.requireSame();
    const events = batch.flatMap((response) => received(response) ?? []);
    const records = (await erased.without(events)).map(({ recorded }) => recorded());
    for (const record of records) witness.note(record);
    if (records.length > 0) yield records;
    progress.place = lastPlace(batch) ?? progress.place;
    progress.isNew = true;
  }
}

/**
 * Checks that the log is the known one. The server's errors for a place of another log are manifold
 * and unclear.
 */
const requireNoOther = async (witness: Witness): Promise<void> => {
  try {
    await witness.requireSame();
  } catch (error) {
    if (error instanceof LogReplaced) throw error;
  }
};

/** Checks the signal anew, after other code had its turn. */
const isOver = (signal: AbortSignal): boolean => signal.aborted;

/**
 * The place up to which everything was given, foreign records included. The last message need not
 * have a place.
 */
const lastPlace = (batch: readonly ReadResponse[]): LogPlace | undefined => {
  for (const response of batch.toReversed()) {
    const place = placeIn(response);
    if (place !== undefined) return place;
  }
  return undefined;
};

const placeIn = (response: ReadResponse): LogPlace | undefined => {
  const checkpoint = response.getCheckpoint();
  if (checkpoint === undefined) return received(response)?.place;
  return {
    commit: BigInt(checkpoint.getCommitPosition()),
    prepare: BigInt(checkpoint.getPreparePosition()),
  };
};
