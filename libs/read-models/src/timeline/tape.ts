import { type ReadDatabase, type Row } from '../file/database.js';
import { type Postings } from '../events/postings.js';
import { packed, unpacked } from '../varints.js';

/** The entries of a block. */
const BLOCK = 512;
/** One block in so many begins with whole counts; the others have the counts since then. */
const STRIDE = 16;

/** The term of the events of a type in a lane. */
export const LANE_TERM = 'l';

/** The number of events of a type in a lane. */
type Tally = {
  readonly term: number;
  total: number;
  /** Those since the last whole counts. */
  recent: number;
  /** The positions that are not in the file yet. */
  open: number[];
};

/**
 * The events of every lane, in blocks of the log's order, each with the counts before it. The counts
 * up to a position are those of its block and the entries of the block up to there.
 *
 * ```text
 * lane_counts   first 1     base 1    -
 *               first 513   base 1    t1: 400, t2: 112             since the block at 1
 *               first 8193  base 8193 t1: 6000, t2: 2100, t3: 92   of all blocks before
 * lane_events   first 513   t1 +1 t1 +1 t2 +3 …                    terms, and distances of positions
 * ```
 */
export class LaneTape {
  private readonly tallies = new Map<string, Map<string, Tally>>();
  private readonly byTerm = new Map<number, Tally>();
  /** The tallies that have grown since the last whole counts, and since the last flush. */
  private recent: Tally[] = [];
  private changed: Tally[] = [];
  private blocks = STRIDE;
  private base = 0;
  /** The open block: its first position, its last one, and its entries as they are stored. */
  private first = 0;
  private last = 0;
  private entries: number[] = [];
  private isResumed = false;

  constructor(
    private readonly db: ReadDatabase,
    private readonly postings: Postings,
  ) {}

  note(lanes: readonly string[], type: string, position: number): void {
    if (lanes.length === 0) return;
    if (!this.isResumed) this.resume();
    if (this.entries.length >= 2 * BLOCK) this.close();
    if (this.entries.length === 0) this.begin(position);
    for (const lane of lanes) {
      const tally = this.tallyOf(lane, type);
      this.count(tally);
      if (tally.open.length === 0) this.changed.push(tally);
      tally.open.push(position);
      this.entries.push(position - this.last, tally.term);
      this.last = position;
    }
  }

  /** Writes the noted rows; called at the end of a transaction. */
  flush(): void {
    for (const tally of this.changed) {
      this.postings.put(tally.term, tally.open);
      tally.open = [];
    }
    if (this.changed.length > 0) this.write();
    this.changed = [];
  }

  private count(tally: Tally): void {
    if (tally.recent === 0) this.recent.push(tally);
    tally.recent += 1;
    tally.total += 1;
  }

  private close(): void {
    this.write();
    this.entries = [];
  }

  private write(): void {
    const sql = 'INSERT OR REPLACE INTO main.lane_events (first, entries) VALUES (?, ?)';
    this.db.run(sql, this.first, packed(this.entries));
  }

  private begin(position: number): void {
    [this.first, this.last] = [position, position];
    const isWhole = this.blocks >= STRIDE;
    if (isWhole) [this.blocks, this.base] = [0, position];
    this.blocks += 1;
    const counts = isWhole
      ? [...this.byTerm.values()].flatMap(({ term, total }) => (total > 0 ? [term, total] : []))
      : this.recent.flatMap(({ term, recent }) => [term, recent]);
    if (isWhole) this.forgetRecent();
    const sql = 'INSERT OR REPLACE INTO main.lane_counts (first, base, counts) VALUES (?, ?, ?)';
    this.db.run(sql, position, this.base, packed(counts));
  }

  private forgetRecent(): void {
    for (const tally of this.recent) tally.recent = 0;
    this.recent = [];
  }

  private tallyOf(lane: string, type: string): Tally {
    const types = this.tallies.get(lane) ?? new Map<string, Tally>();
    if (types.size === 0) this.tallies.set(lane, types);
    const known = types.get(type);
    if (known !== undefined) return known;
    const found = this.ofTerm(this.postings.idOf(LANE_TERM, `${lane}/${type}`));
    types.set(type, found);
    return found;
  }

  private ofTerm(term: number): Tally {
    const known = this.byTerm.get(term);
    if (known !== undefined) return known;
    const made = { term, total: 0, recent: 0, open: [] };
    this.byTerm.set(term, made);
    return made;
  }

  /** Goes on after the last row of the file. */
  private resume(): void {
    this.isResumed = true;
    const block = this.db.get('SELECT * FROM lane_events ORDER BY first DESC LIMIT 1');
    if (block === undefined) return;
    this.resumeCounts();
    this.entries = unpacked(block['entries'] as Uint8Array);
    [this.first, this.last] = [Number(block['first']), Number(block['first'])];
    for (let at = 0; at < this.entries.length; at += 2) {
      this.last += this.entries[at] ?? 0;
      this.count(this.ofTerm(this.entries[at + 1] ?? 0));
    }
  }

  /** Takes over the counts before the last block. */
  private resumeCounts(): void {
    const rows = this.db.all(`SELECT * FROM lane_counts ORDER BY first DESC LIMIT ${STRIDE}`);
    const whole = rows.findIndex(({ base, first }) => base === first);
    this.blocks = whole + 1;
    this.base = Number(rows[0]?.['base']);
    for (const [term, total] of pairsIn(rows[whole])) this.ofTerm(term).total = total;
    if (whole > 0) for (const [term, recent] of pairsIn(rows[0])) this.add(term, recent);
  }

  private add(term: number, recent: number): void {
    const tally = this.ofTerm(term);
    if (tally.recent === 0) this.recent.push(tally);
    tally.recent += recent;
    tally.total += recent;
  }
}

/** The terms and numbers of a row with `counts`. */
const pairsIn = (row: Row | undefined): readonly (readonly [number, number])[] => {
  const numbers = row === undefined ? [] : unpacked(row['counts'] as Uint8Array);
  return numbers.flatMap((term, at) =>
    at % 2 === 0 ? [[term, numbers[at + 1] ?? 0] as const] : [],
  );
};
