import { type ReadDatabase } from '../file/database.js';

/** A time by the clock of one of the log's writers: clocks need not go the way that the log goes. */
type Moment = Readonly<{ at: number; position: number }>;

/**
 * Where the log stood at an instant: the last event recorded not later than it. A row is kept of each
 * event that is that for some instant, and of no other: both columns grow, however a clock was set.
 *
 * ```text
 * recorded   12:00  12:10  11:30  11:40      kept: 11:30 at 3, 11:40 at 4
 * position     1      2      3      4        12:05 is at 4, 11:35 at 3, 11:00 before all
 * ```
 */
export class Moments {
  /** The last row, which is not written yet: many events share an instant. */
  private tip: Moment | undefined;
  /** The latest instant so far; undefined until it is looked up. */
  private latest: number | undefined;

  /** @param newest when the last event was recorded; undefined for none */
  constructor(
    private readonly db: ReadDatabase,
    private readonly newest: () => Moment | undefined,
  ) {}

  note(position: number, at: number): void {
    if (this.tip !== undefined && at > this.tip.at) this.flush();
    this.latest ??= this.latestOf(this.newest());
    if (at < this.latest) this.noteSetBack(position, at, this.latest);
    else this.latest = at;
    this.tip = { at, position };
  }

  /** Writes what was noted; at the end of a transaction. */
  flush(): void {
    const { tip } = this;
    this.tip = undefined;
    if (tip === undefined) return;
    const sql = 'INSERT OR REPLACE INTO main.moments (at, position) VALUES (?, ?)';
    this.db.run(sql, tip.at, tip.position);
  }

  /** After a transaction that was undone, or the tables were emptied. */
  recollect(): void {
    this.tip = undefined;
    this.latest = undefined;
  }

  /** The last position of an event recorded not later than an instant; 0 where there is none. */
  upTo(instant: number): number {
    const sql = 'SELECT position FROM moments WHERE at <= ? ORDER BY at DESC LIMIT 1';
    return Number(this.db.get(sql, instant)?.['position'] ?? 0);
  }

  /** True for an event that was recorded earlier than one before it. */
  isSetBack(position: number): boolean {
    return this.setBack(position) !== undefined;
  }

  /** The latest instant up to an event. */
  latestOf(event: Moment | undefined): number {
    if (event === undefined) return -1;
    return this.setBack(event.position) ?? event.at;
  }

  /** Rows of later instants are none any more: this event is after them. */
  private noteSetBack(position: number, at: number, latest: number): void {
    this.db.run('INSERT INTO main.set_back (position, latest) VALUES (?, ?)', position, latest);
    this.db.run('DELETE FROM main.moments WHERE at >= ?', at);
  }

  private setBack(position: number): number | undefined {
    const row = this.db.get('SELECT latest FROM set_back WHERE position = ?', position);
    return row && Number(row['latest']);
  }
}
