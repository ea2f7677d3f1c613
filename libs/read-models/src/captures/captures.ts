import { type Position, type Recorded } from '#event-store';

import { Bulk } from '../file/bulk.js';
import { type ReadDatabase } from '../file/database.js';
import { type Events } from '../events/events.js';

/** The positions of a checkpoint's captures, by their numbers. */
export class Captures {
  private readonly rows: Bulk;

  constructor(
    private readonly db: ReadDatabase,
    private readonly events: Events,
  ) {
    this.rows = new Bulk(db, 'captures', ['checkpoint', 'number', 'position']);
  }

  note(checkpoint: string, number: number, position: number): void {
    this.rows.add(checkpoint, number, position);
  }

  /** Writes the noted rows; called at the end of a transaction. */
  flush(): void {
    this.rows.flush();
  }

  /** Forgets the noted rows of a transaction that was undone. */
  reload(): void {
    this.rows.forget();
  }

  /** The events of captures up to a position, oldest first, with numbers above `after`. */
  list(
    checkpoint: string,
    { after, limit, to }: Readonly<{ after: number; limit: number; to: Position }>,
  ): readonly Recorded[] {
    const sql = `SELECT position FROM captures WHERE checkpoint = ? AND number > ? AND position <= ?
      ORDER BY number LIMIT ?`;
    return this.db
      .all(sql, checkpoint, after, Number(to), limit)
      .flatMap(({ position }) => this.events.at(Number(position)) ?? []);
  }

  /** The event of one capture; undefined if it is later than a position. */
  get(checkpoint: string, number: number, to: Position): Recorded | undefined {
    return this.list(checkpoint, { after: number - 1, limit: 1, to }).find(
      ({ event }) => (event.data as { number: number }).number === number,
    );
  }
}
