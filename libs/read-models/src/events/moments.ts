import { type ReadDatabase } from '../file/database.js';

/** The time of an event. The clocks of several writers need not agree with the order of the log. */
type Moment = Readonly<{ at: number; position: number }>;

/**
 * The position that the log had at an instant: that of the last event recorded not later. Only the
 * events that answer for some instant have a row, so both columns grow, even if a clock is set
 * back.
 *
 * ```text
 * recorded   12:00  12:10  11:30  11:40      kept: 11:30 at 3, 11:40 at 4
 * position     1      2      3      4        12:05 is at 4, 11:35 at 3, 11:00 before all
 * ```
 */
export class Moments {
  /** The last row, which is not written yet, because many events share an instant. */
  private tip: Moment | undefined;
  /** The latest instant so far; undefined until it is looked up. */
  private latest: number | undefined;

  /** @param newest the last event and its time; undefined for none */
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

  /** Writes the noted rows; called at the end of a transaction. */
  flush(): void {
    const { tip } = this;
    this.tip = undefined;
    if (tip === undefined) return;
    const sql = 'INSERT OR REPLACE INTO main.moments (at, position) VALUES (?, ?)';
    this.db.run(sql, tip.at, tip.position);
  }

  /** Forgets the noted rows, after an undone transaction or a rebuild. */
  reload(): void {
    this.tip = undefined;
    this.latest = undefined;
  }

  /** The last position of an event recorded not later than an instant; 0 if there is none. */
  upTo(instant: number): number {
    const sql = 'SELECT position FROM moments WHERE at <= ? ORDER BY at DESC LIMIT 1';
    return Number(this.db.get(sql, instant)?.['position'] ?? 0);
  }

  /** The first instant at which the log had reached a position; undefined after its end. */
  reachedAt(position: number): number | undefined {
    const [first, last] = [this.edge('min'), this.edge('max')];
    if (first === undefined || last === undefined || this.upTo(last) < position) return undefined;
    let [low, high] = [first, last];
    while (low < high) {
      const middle = Math.floor((low + high) / 2);
      if (this.upTo(middle) < position) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  private edge(which: 'min' | 'max'): number | undefined {
    const at = this.db.get(
      `SELECT at FROM main.moments ORDER BY at ${which === 'max' ? 'DESC' : 'ASC'} LIMIT 1`,
    )?.['at'];
    return typeof at === 'number' ? at : undefined;
  }

  /** True for an event with an earlier time than one before it. */
  isSetBack(position: number): boolean {
    return this.setBack(position) !== undefined;
  }

  /** The first positions of such events in a range, both ends inclusive, and the number of all. */
  setBackWithin(
    [low, high]: readonly [number, number],
    most: number,
  ): Readonly<{ positions: readonly number[]; count: number }> {
    const within = 'WHERE position >= ? AND position <= ?';
    const rows = this.db.all(
      `SELECT position FROM set_back ${within} ORDER BY position LIMIT ?`,
      ...[low, high, most],
    );
    const count = this.db.get(`SELECT count(*) AS count FROM main.set_back ${within}`, low, high);
    return {
      positions: rows.map(({ position }) => Number(position)),
      count: Number(count?.['count']),
    };
  }

  /** The latest time up to an event. */
  latestOf(event: Moment | undefined): number {
    if (event === undefined) return -1;
    return this.setBack(event.position) ?? event.at;
  }

  /** Deletes the rows of later instants: this event now answers for them. */
  private noteSetBack(position: number, at: number, latest: number): void {
    this.db.run('INSERT INTO main.set_back (position, latest) VALUES (?, ?)', position, latest);
    this.db.run('DELETE FROM main.moments WHERE at >= ?', at);
  }

  private setBack(position: number): number | undefined {
    const row = this.db.get('SELECT latest FROM set_back WHERE position = ?', position);
    return row && Number(row['latest']);
  }
}
