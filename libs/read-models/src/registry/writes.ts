import { Bulk } from '../file/bulk.js';
import { type ReadDatabase, type Row } from '../file/database.js';

/** The limit of numbers in a row: positions and places in turn. */
const MAX_NUMBERS = 2048;

/** The places that got a version by each event, in rows of many events. */
export class Writes {
  private readonly rows: Bulk;
  private first = 0;
  /** Distances from the first position, and places, in turn. */
  private open: number[] = [];
  private last = { first: -1, part: 0 };

  constructor(private readonly db: ReadDatabase) {
    this.rows = new Bulk(db, 'writes', ['first', 'part', 'entries']);
  }

  /** @param position not before the last one */
  note(position: number, place: number): void {
    if (this.open.length >= MAX_NUMBERS) this.close();
    if (this.open.length === 0) this.first = position;
    this.open.push(position - this.first, place);
  }

  /** Writes the noted rows; called at the end of a transaction. */
  flush(): void {
    if (this.open.length > 0) this.close();
    this.rows.flush();
  }

  /** The places that got a version at a position, newest first. */
  at(position: number): readonly number[] {
    const begun = this.db.get(
      'SELECT first, entries FROM writes WHERE first < ? ORDER BY first DESC, part DESC LIMIT 1',
      position,
    );
    const own = this.db.all('SELECT first, entries FROM writes WHERE first = ?', position);
    const found = [...(begun === undefined ? [] : [begun]), ...own].flatMap((row) =>
      placesIn(row, position),
    );
    return [...new Set(found)].sort((a, b) => b - a);
  }

  /**
   * Ends a row. Several rows may begin at one position: an event may write more than one row holds.
   */
  private close(): void {
    const { first, last } = this;
    this.last = { first, part: first === last.first ? last.part + 1 : 0 };
    this.rows.add(first, this.last.part, new Uint8Array(new Uint32Array(this.open).buffer));
    this.open = [];
  }
}

const placesIn = (row: Row, position: number): readonly number[] => {
  const entries = new Uint32Array((row['entries'] as Uint8Array).slice().buffer);
  const distance = position - Number(row['first']);
  const places: number[] = [];
  for (let at = 0; at < entries.length; at += 2)
    if (entries[at] === distance) places.push(entries[at + 1] ?? 0);
  return places;
};
