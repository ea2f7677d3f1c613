import { type Position, type Recorded } from '#event-store';

import { type EventBlocks } from './event-blocks.js';
import { type Moments } from './moments.js';

/** Positions, both ends inclusive. */
type Range = Readonly<{ from: Position; to: Position }>;

/** Questions about all events between two positions. */
export class EventRanges {
  constructor(
    private readonly blocks: EventBlocks,
    private readonly moments: Moments,
  ) {}

  /** The events with an earlier time than one before them: the first ones, and the number of all. */
  setBack(
    { from, to }: Range,
    most: number,
  ): Readonly<{ events: readonly Recorded[]; count: number }> {
    const { positions, count } = this.moments.setBackWithin([Number(from), Number(to)], most);
    const events = positions.flatMap((position) => this.blocks.at(position)?.item ?? []);
    return { events, count };
  }

  /** The number of events, in parts that are to be added up: the rows are read part by part. */
  counts({ from, to }: Range): Iterable<number> {
    return this.blocks.counts(Number(from), Number(to));
  }
}
