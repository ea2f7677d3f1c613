import { type ReadDatabase } from '../file/database.js';
import { LaneCounts, type Slot } from './lane-counts.js';

/** The events of a bucket, by type. */
export type LaneBucket = Readonly<{ index: number; counts: Readonly<Record<string, number>> }>;

/** The number of events of a type in a lane. */
export type SlotCount = Readonly<{ slot: Slot; count: number }>;

/** The events of a lane: in buckets, and in all. */
export type Counted = Readonly<{ buckets: LaneBucket[]; totals: SlotCount[] }>;

/**
 * The numbers of events of lanes, by type, in small steps. Empty buckets are left out.
 *
 * @param edges the last position before the first bucket, and the last one of each bucket
 */
export function* countedIn(
  db: ReadDatabase,
  lanes: readonly string[],
  edges: readonly number[],
): Generator<undefined, ReadonlyMap<string, Counted>> {
  const counts = new LaneCounts(db, lanes);
  const counted = new Map<string, Counted>(lanes.map((id) => [id, { buckets: [], totals: [] }]));
  const begin = counts.upTo(edges[0] ?? 0);
  let before = begin;
  for (const [index, edge] of edges.slice(1).entries()) {
    if (edge === edges[index]) continue;
    const now = counts.upTo(edge);
    for (const [lane, types] of byLane(grown(counts.slots, before, now)))
      counted.get(lane)?.buckets.push({ index, counts: types });
    before = now;
    yield;
  }
  for (const total of grown(counts.slots, begin, before))
    counted.get(total.slot.lane)?.totals.push(total);
  return counted;
}

type Numbers = readonly number[];

/** The slots that have grown. */
const grown = (slots: readonly Slot[], before: Numbers, now: Numbers): readonly SlotCount[] => {
  const found: SlotCount[] = [];
  slots.forEach((slot, at) => {
    const count = (now[at] ?? 0) - (before[at] ?? 0);
    if (count > 0) found.push({ slot, count });
  });
  return found;
};

const byLane = (
  counts: Iterable<SlotCount>,
): ReadonlyMap<string, Readonly<Record<string, number>>> => {
  const lanes = new Map<string, Record<string, number>>();
  for (const { slot, count } of counts) {
    const types = lanes.get(slot.lane);
    if (types === undefined) lanes.set(slot.lane, { [slot.type]: count });
    else types[slot.type] = count;
  }
  return lanes;
};
