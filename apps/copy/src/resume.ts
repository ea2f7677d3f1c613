import { parseStream } from '#domain';
import { type EventStore } from '#event-store';

import { Cursor } from './format/cursor.js';
import { type Line } from './format/lines.js';
import { Refusal } from './refusal.js';

type Parts = Readonly<{
  from: EventStore;
  /** What is to be there; stands behind what is there afterwards. */
  source: Cursor<Line>;
  /** What is there. */
  target: Cursor<Line>;
  /** An event is there as it is to be. */
  found: (line: Line) => void;
}>;

/**
 * Compares what an earlier run copied, event by event, with what it was copied from.
 *
 * @returns the key streams that are there and have been erased since where they came from
 * @throws Refusal when anything else differs
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
