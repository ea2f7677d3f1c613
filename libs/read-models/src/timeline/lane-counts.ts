import { type ReadDatabase, type Row } from '../file/database.js';
import { LANE_TERM, pairsIn } from './tape.js';
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
  readonly slots: Slot[] = [];
  /** The index of a term's slot; -1 for another lane. */
  private readonly slotOf = new Map<number, number>();
  private counts: number[] = [];
  /** The counts before the block at `base`. */
  private whole: Readonly<{ base: number; counts: Counts }> = { base: -1, counts: [] };
  private block: Block = { first: -1, entries: [], next: 0, last: 0 };

  constructor(
    private readonly db: ReadDatabase,
    private readonly lanes: ReadonlySet<string>,
  ) {}

  /** The counts up to a position, inclusive; slots that come later are missing at the end. */
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
      this.whole = { base, counts: this.added([], whole) };
    }
    this.counts = base === first ? [...this.whole.counts] : this.added(this.whole.counts, row);
    const entries = unpacked(row['entries'] as Uint8Array);
    this.block = { first, entries, next: 0, last: first };
  }

  private added(counts: Counts, row: Row | undefined): number[] {
    const sums = [...counts];
    for (const [term, count] of pairsIn(row)) this.add(sums, term, count);
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
    const slot = this.slotOf.get(term) ?? this.slotFor(term);
    if (slot >= 0) counts[slot] = (counts[slot] ?? 0) + more;
  }

  private slotFor(term: number): number {
    const text = String(this.db.get('SELECT text FROM terms WHERE id = ?', term)?.['text']);
    const [lane = '', type = ''] = text.slice(LANE_TERM.length + 1).split('/');
    const slot = this.lanes.has(lane) ? this.slots.push({ lane, type, term }) - 1 : -1;
    this.slotOf.set(term, slot);
    return slot;
  }
}

const BLOCK_AT = `SELECT e.first, e.entries, c.base, c.counts FROM lane_events e JOIN lane_counts c ON c.first = e.first
  WHERE e.first = (SELECT max(first) FROM main.lane_events WHERE first <= ?)`;

type Block = { first: number; entries: readonly number[]; next: number; last: number };
