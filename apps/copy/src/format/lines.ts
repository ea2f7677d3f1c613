import { parseStream } from '#domain';
import { type LogRange, type EventStore, type Recorded } from '#event-store';

import { lineOf } from './digest.js';

/** An event, and the line it is compared and hashed by. */
export type Line = Readonly<{ record: Recorded; text: string }>;

/**
 * The events of a log, in their order.
 *
 * Leases are left out: they say who works on this store now, and their streams keep no beginning.
 */
export async function* linesOf(
  store: EventStore,
  {
    range,
    isWanted,
  }: Readonly<{ range?: LogRange; isWanted?: (record: Recorded) => boolean }> = {},
): AsyncIterable<Line> {
  for await (const record of store.readLog(range)) {
    if (parseStream(record.stream) === undefined) continue;
    if (isWanted === undefined || isWanted(record)) yield { record, text: lineOf(record) };
  }
}
