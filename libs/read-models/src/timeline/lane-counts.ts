import { type ReadDatabase, type Row } from '../file/database.js';
import { LANE_TERM } from './tape.js';
import { unpacked } from '../varints.js';

/** A type of event in a lane, whose events are counted. */
export type Slot = Readonly<{ lane: string; type: string; term: number }>;

/** The number of events in each slot, in the order of the slots. */
type Counts = readonly number[];

/**
 * Counts the events of lanes up to positions, which must be asked for in ascending order. A position
 * costs one block, at any length of history.
 */
export class LaneCounts {
  readonly slots: readonly Slot[];
  /** The index of a term's slot; the terms of other lanes have none. */
  private readonly slotOf: ReadonlyMap<number, number>;
  private readonly none: Counts;
  private counts: number[];
  /** The counts before the block at `base`. */
  private whole: Readonly<{ base: number; counts: Counts }>;
  private block: Block = { first: -1, entries: [], next: 0, last: 0 };

  constructor(
    private readonly db: ReadDatabase,
    lanes: readonly string[],
  ) {
    this.slots = lanes.flatMap((lane) => slotsOf(db, lane));
    this.slotOf = new Map(this.slots.map(({ term }, index) => [term, index]));
    this.none = this.slots.map(() => 0);
    this.counts = [...this.none];
    this.whole = { base: -1, counts: this.none };
  }

  /** The counts up to a position, inclusive. */
  upTo(position: number): Counts {
    this.takeUpTo(position);
    if (this.block.next >= this.block.entries.length) this.open(position);
    this.takeUpTo(position);
    return [...this.counts];
  }

  /** Opens the block of a position, unless it is open. */
  private open(position: number): void {
    const row = this.db.get(BLOCK_AT, position);
    const first = Number(row?.['first'] ?? -1);
    if (row === undefined || first === this.block.first) return;
    const base = Number(row['base']);
    if (base !== this.whole.base) {
      const whole = this.db.get('SELECT counts FROM lane_counts WHERE first = ?', base);
      this.whole = { base, counts: this.added(this.none, whole) };
    }
    this.counts = base === first ? [...this.whole.counts] : this.added(this.whole.counts, row);
    const entries = unpacked(row['entries'] as Uint8Array);
    this.block = { first, entries, next: 0, last: first };
  }

  private added(counts: Counts, row: Row | undefined): number[] {
    const sums = [...counts];
    const pairs = row === undefined ? [] : unpacked(row['counts'] as Uint8Array);
    for (let at = 0; at < pairs.length; at += 2) this.add(sums, pairs[at] ?? 0, pairs[at + 1] ?? 0);
    return sums;
  }

  private takeUpTo(position: number): void {
    const { block } = this;
    for (const { entries } = block; block.next < entries.length; block.next += 2) {
      const at = block.last + (entries[block.next] ?? 0);
      if (at > position) return;
      block.last = at;
      this.add(this.counts, entries[block.next + 1] ?? 0, 1);
    }
  }

  private add(counts: number[], term: number, more: number): void {
    const slot = this.slotOf.get(term);
    if (slot !== undefined) counts[slot] = (counts[slot] ?? 0) + more;
  }
}

/** The types of events that a lane has had. */
const slotsOf = (db: ReadDatabase, lane: string): readonly Slot[] => {
  const [from, to] = [`${LANE_TERM}:${lane}/`, `${LANE_TERM}:${lane}0`];
  return db
    .all('SELECT id, text FROM terms WHERE text > ? AND text < ?', from, to)
    .map(({ id, text }) => ({ lane, type: String(text).slice(from.length), term: Number(id) }));
};

const BLOCK_AT = `SELECT e.first, e.entries, c.base, c.counts FROM lane_events e JOIN lane_counts c ON c.first = e.first
  WHERE e.first = (SELECT max(first) FROM main.lane_events WHERE first <= ?)`;

type Block = { first: number; entries: readonly number[]; next: number; last: number };
