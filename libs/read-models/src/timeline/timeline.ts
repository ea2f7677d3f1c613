import { type Recorded } from '#event-store';

import { type Events } from '../events/events.js';
import { type ReadDatabase } from '../file/database.js';
import { countedIn, type LaneBucket, type SlotCount } from './lane-buckets.js';
import { spansOf, type AskedSpans, type LaneSpan } from './lane-spans.js';
import { type Track } from './span-writer.js';
import { termPositions } from '../events/postings.js';

/** The part of the log that a timeline shows. */
export type TimelineRange = Readonly<{
  /**
   * The last position before the range, and the last one of each bucket; in ascending order. A
   * bucket without events has that of the bucket before it.
   */
  edges: readonly number[];
  /** The ids of the nodes or of the groups. */
  lanes: readonly string[];
  tracks: readonly Track[];
  /** The types of events that may have marks; all without it. */
  marked?: ReadonlySet<string> | undefined;
}>;

/** A node or a group in a timeline. */
export type Lane = Readonly<{
  id: string;
  spans: readonly LaneSpan[];
  /** True if there were too many spans: those within one bucket are left out. */
  moreSpans: boolean;
  buckets: readonly LaneBucket[];
  /** The events of the rarest types, these first; in the order of the log within a type. */
  marks: readonly Recorded[];
  /** True if there are more events, of the types that may have marks, than marks. */
  more: boolean;
}>;

/** The greatest numbers of marks in a lane, of spans in a track of a lane, and of both in all lanes. */
const MOST = { marks: 1000, spans: 1000, ofMarks: 1000, ofSpans: 60_000, ofSamples: 10_000 };
/** The numbers that each lane has in any case. */
const LEAST = { marks: 15, spans: 100, samples: 20 };

/** The states, operations and events of nodes and groups, over any part of the history. */
export class Timeline {
  constructor(
    private readonly db: ReadDatabase,
    private readonly events: Events,
  ) {}

  lanes(range: TimelineRange): readonly Lane[] {
    const steps = this.lanesInSteps(range);
    for (;;) {
      const { done, value } = steps.next();
      if (done === true) return value;
    }
  }

  /** The same, in small steps between which other work can run. */
  *lanesInSteps(range: TimelineRange): Generator<undefined, readonly Lane[]> {
    const { edges, lanes, tracks } = range;
    const counted = yield* countedIn(this.db, lanes, edges);
    const limits = limitsOf(lanes.length, tracks.length);
    const found: Lane[] = [];
    for (const id of lanes) {
      const { buckets = [], totals = [] } = counted.get(id) ?? {};
      const { positions, more } = this.chosen(totals, range, limits.marks);
      yield;
      const marks = this.eventsAt(positions);
      yield;
      found.push({ id, ...this.spans(id, tracks, { edges, ...limits }), buckets, marks, more });
      yield;
    }
    return found;
  }

  private spans(
    lane: string,
    tracks: readonly Track[],
    asked: AskedSpans,
  ): Pick<Lane, 'spans' | 'moreSpans'> {
    const found = tracks.map((track) => spansOf(this.db, [lane, track], asked));
    return {
      spans: found.flatMap(({ spans }) => spans),
      moreSpans: found.some(({ more }) => more),
    };
  }

  /** The positions of the events of the rarest types; of the last type, those of its last events. */
  private chosen(
    totals: readonly SlotCount[],
    { edges, marked }: TimelineRange,
    most: number,
  ): Chosen {
    const sums = totals.filter(({ slot }) => marked?.has(slot.type) !== false);
    const span = { low: (edges[0] ?? 0) + 1, high: edges.at(-1) ?? 0, order: 'newest' } as const;
    const positions: number[] = [];
    for (const { slot, count } of sums.toSorted(byRarity)) {
      const room = most - positions.length;
      if (room === 0) return { positions, more: true };
      const own: number[] = [];
      for (const position of termPositions(this.db, slot.term, span)) {
        if (own.length === room) break;
        own.push(position);
      }
      positions.push(...own.toReversed());
      if (count > room) return { positions, more: true };
    }
    return { positions, more: false };
  }

  /** The events at positions, in the order of the positions. */
  private eventsAt(positions: readonly number[]): readonly Recorded[] {
    const events = this.events.atAll(positions.toSorted((a, b) => a - b));
    const byPosition = new Map(events.map((event) => [Number(event.position), event]));
    return positions.flatMap((position) => byPosition.get(position) ?? []);
  }
}

type Chosen = Readonly<{ positions: readonly number[]; more: boolean }>;
const byRarity = (one: SlotCount, other: SlotCount): number =>
  one.count - other.count || (one.slot.type < other.slot.type ? -1 : 1);

const limitsOf = (
  lanes: number,
  tracks: number,
): Readonly<{ marks: number }> & Omit<AskedSpans, 'edges'> => {
  const within = (least: number, all: number, most: number): number =>
    Math.min(most, Math.max(least, Math.floor(all)));
  const each = Math.max(1, lanes * tracks);
  return {
    marks: within(LEAST.marks, MOST.ofMarks / Math.max(1, lanes), MOST.marks),
    most: within(LEAST.spans, MOST.ofSpans / each, MOST.spans),
    samples: within(LEAST.samples, MOST.ofSamples / each, MOST.spans),
  };
};
