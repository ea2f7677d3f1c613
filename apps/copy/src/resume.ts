import { parseStream } from '#domain';
import { type EventStore } from '#event-store';

import { Cursor } from './format/cursor.js';
import { type Line } from './format/lines.js';
import { Refusal } from './refusal.js';

type Parts = Readonly<{
  from: EventStore;
  /** The wanted events. Afterwards it stands behind the events that are there. */
  source: Cursor<Line>;
  /** The events that are there. */
  target: Cursor<Line>;
  /** Called for each event that is there as wanted. */
  found: (line: Line) => void;
}>;

/**
 * Compares the events of an earlier copy with their source, one by one.
 *
 * @returns the key streams that are in the target and were erased in the source
 * @throws Refusal if anything else differs
 */
export const resume = async ({ from, source, target, found }: Parts): Promise<Set<string>> => {
  const erased = new Set<string>();
  const isErased = async ({ record: { stream } }: Line): Promise<boolean> => {
    if (erased.has(stream)) return true;
    if (parseStream(stream)?.kind !== 'key' || !(await isEmpty(from, stream))) return false;
    erased.add(stream);
    return true;
  };
  for (let there = await target.take(); there !== undefined; there = await target.take()) {
    const wanted = await source.peek();
    if (wanted?.text === there.text) {
      found(there);
      await source.take();
    } else if (!(await isErased(there))) throw new Refusal(difference(there, wanted));
  }
  return erased;
};

const isEmpty = async (store: EventStore, stream: string): Promise<boolean> =>
  (await new Cursor(store.readStream(stream, { limit: 1 })).take()) === undefined;

const placeOf = ({ record: { stream, revision } }: Line): string =>
  `${stream} at revision ${String(revision)}`;

const difference = (there: Line, wanted: Line | undefined): string => {
  if (wanted === undefined)
    return `the target holds something else: it goes on with ${placeOf(there)}`;
  return placeOf(there) === placeOf(wanted)
    ? `the target holds something else: ${placeOf(there)} differs`
    : `the target holds something else: ${placeOf(there)} stands where ${placeOf(wanted)} belongs`;
};
