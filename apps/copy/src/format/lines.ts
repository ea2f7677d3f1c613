import { parseStream } from '#domain';
import { lineOf, type LogRange, type EventStore, type Recorded } from '#event-store';

/** An event, and the line by which it is compared and hashed. */
export type Line = Readonly<{ record: Recorded; text: string }>;

/**
 * The events of a log, in order.
 *
 * Leases are left out: they concern only this store, and their streams do not keep their first
 * events.
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
