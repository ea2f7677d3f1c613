import { type Position, type Recorded } from '#event-store';

import { Bulk } from '../file/bulk.js';
import { type ReadDatabase } from '../file/database.js';
import { type Events } from '../events/events.js';

/** The positions of a checkpoint's captures, by their numbers. */
export class Captures {
  private readonly rows: Bulk;
  /** The captures of the open transaction, by checkpoint. */
  private noted = new Map<string, Recorded[]>();

  constructor(
    private readonly db: ReadDatabase,
    private readonly events: Events,
  ) {
    this.rows = new Bulk(db, 'captures', ['checkpoint', 'number', 'position']);
  }

  /** Notes the event of a capture. It is found at once. */
  note(recorded: Recorded): void {
    const { checkpoint, number } = refOf(recorded);
    this.rows.add(checkpoint, number, Number(recorded.position));
    const noted = this.noted.get(checkpoint);
    if (noted === undefined) this.noted.set(checkpoint, [recorded]);
    else noted.push(recorded);
  }

  /** Writes the noted rows; called at the end of a transaction. */
  flush(): void {
    this.rows.flush();
    this.noted = new Map();
  }

  /** Forgets the noted rows of a transaction that was undone. */
  reload(): void {
    this.rows.forget();
    this.noted = new Map();
  }

  /** The events of captures up to a position, oldest first, with numbers above `after`. */
  list(
    checkpoint: string,
    { after, limit, to }: Readonly<{ after: number; limit: number; to: Position }>,
  ): readonly Recorded[] {
    const sql = `SELECT position FROM captures WHERE checkpoint = ? AND number > ? AND position <= ?
      ORDER BY number LIMIT ?`;
    const found = this.db
      .all(sql, checkpoint, after, Number(to), limit)
      .flatMap(({ position }) => this.events.at(Number(position)) ?? []);
    const noted = this.noted.get(checkpoint) ?? [];
    return [...found, ...noted.filter((one) => refOf(one).number > after)].slice(0, limit);
  }

  /** The number of the first capture after a position, of a checkpoint with so many captures. */
  firstAfter(checkpoint: string, position: number, captures: number): number {
    const sql = 'SELECT position FROM captures WHERE checkpoint = ? AND number = ?';
    let [low, high] = [1, captures + 1];
    while (low < high) {
      const middle = Math.floor((low + high) / 2);
      if (Number(this.db.get(sql, checkpoint, middle)?.['position'] ?? 0) > position) high = middle;
      else low = middle + 1;
    }
    return low;
  }

  /** The event of one capture; undefined if it is later than a position. */
  get(checkpoint: string, number: number, to: Position): Recorded | undefined {
    return this.list(checkpoint, { after: number - 1, limit: 1, to }).find(
      (recorded) => refOf(recorded).number === number,
    );
  }
}

const refOf = ({ event }: Recorded): Readonly<{ checkpoint: string; number: number }> =>
  event.data as Readonly<{ checkpoint: string; number: number }>;
