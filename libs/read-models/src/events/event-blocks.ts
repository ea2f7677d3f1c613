import { toPosition, type Metadata, type Position, type Recorded } from '#event-store';

import { Bulk } from '../file/bulk.js';
import { type ReadDatabase, type Row } from '../file/database.js';
import { type Sized } from '../pages.js';
import { type Span } from './positions.js';

/**
 * A block is full at this number of events, or of characters: about a page of the file. To read one
 * event, its block is read and verified.
 */
const MAX_EVENTS = 8;
const MAX_TEXT = 4096;
/** The number of blocks that are counted at a time. */
const COUNTED_BLOCKS = 32;

/** The events in the order of the log, a few in each row. The grouping has no meaning. */
export class EventBlocks {
  private readonly rows: Bulk;
  private first = 0;
  private text = '';
  /** For each event of the open block: its distance from the first one, and the end of its text. */
  private places: number[] = [];

  constructor(private readonly db: ReadDatabase) {
    this.rows = new Bulk(db, 'events', ['first', 'places', 'body']);
  }

  add({ event, metadata, position, id, stream, revision, recordedAt, schema }: Recorded): void {
    const [type, at] = [event.type, recordedAt.getTime()];
    const place = [id, stream, Number(revision), at, type, schema, event.data, metadata];
    if (this.places.length === 0) this.first = Number(position);
    this.text += JSON.stringify(place);
    this.places.push(Number(position) - this.first, this.text.length);
    if (this.places.length >= 2 * MAX_EVENTS || this.text.length >= MAX_TEXT) this.close();
  }

  /** Writes the added events; called at the end of a transaction. */
  flush(): void {
    if (this.places.length > 0) this.close();
    this.rows.flush();
  }

  /** Forgets the events of a transaction that was undone. */
  forget(): void {
    this.rows.forget();
    [this.text, this.places] = ['', []];
  }

  at(position: number): Sized<Recorded> | undefined {
    const block = this.blockOf(position);
    const index = block.positions.indexOf(position);
    return index < 0 ? undefined : eventOf(block, index);
  }

  /** The events at positions in ascending order; each row is read once. */
  atAll(positions: readonly number[]): readonly Recorded[] {
    let block = NO_BLOCK;
    return positions.flatMap((position) => {
      if (position > (block.positions.at(-1) ?? -1)) block = this.blockOf(position);
      const index = block.positions.indexOf(position);
      return index < 0 ? [] : [eventOf(block, index).item];
    });
  }

  /** The last position below a position; 0 if there is none. */
  lastBelow(position: number): number {
    const sql = 'SELECT * FROM events WHERE first < ? ORDER BY first DESC LIMIT 1';
    const row = this.db.get(sql, position);
    return (row && toBlock(row).positions.findLast((other) => other < position)) ?? 0;
  }

  *range({ low, high, order }: Span): Iterable<Sized<Recorded>> {
    const sql = `SELECT * FROM events WHERE first >= ifnull((SELECT first FROM main.events WHERE first <= ?1 ORDER BY first DESC LIMIT 1), ?1)
      AND first <= ?2 ORDER BY first ${order === 'oldest' ? 'ASC' : 'DESC'}`;
    for (const row of this.db.each(sql, low, high)) {
      const block = toBlock(row);
      for (const index of indexesWithin(block, { low, high, order })) yield eventOf(block, index);
    }
  }

  /** The last block that begins at or before a position. */
  private blockOf(position: number): Block {
    const sql = 'SELECT * FROM events WHERE first <= ? ORDER BY first DESC LIMIT 1';
    const row = this.db.get(sql, position);
    return row === undefined ? NO_BLOCK : toBlock(row);
  }

  /** The numbers of events between two positions, for some blocks at a time. */
  *counts(low: number, high: number): Iterable<number> {
    const sql = `SELECT * FROM events WHERE first >= ifnull((SELECT first FROM main.events WHERE first <= ?1 ORDER BY first DESC LIMIT 1), ?1)
      AND first <= ?2 ORDER BY first LIMIT ${COUNTED_BLOCKS}`;
    for (let from = low; from <= high;) {
      const blocks = this.db.all(sql, from, high).map(toBlock);
      const counted = from;
      yield blocks
        .flatMap(({ positions }) => positions)
        .filter((position) => position >= counted && position <= high).length;
      const last = blocks.at(-1)?.positions.at(-1);
      if (blocks.length < COUNTED_BLOCKS || last === undefined) return;
      from = last + 1;
    }
  }

  private close(): void {
    const { first, places, text } = this;
    this.rows.add(first, new Uint8Array(new Uint32Array(places).buffer), text);
    [this.text, this.places] = ['', []];
  }
}

type Block = Readonly<{ positions: readonly number[]; ends: readonly number[]; body: string }>;

const NO_BLOCK: Block = { positions: [], ends: [], body: '' };

const toBlock = (row: Row): Block => {
  const places = Array.from(new Uint32Array((row['places'] as Uint8Array).slice().buffer));
  const first = Number(row['first']);
  return {
    positions: places.filter((_, index) => index % 2 === 0).map((distance) => first + distance),
    ends: places.filter((_, index) => index % 2 === 1),
    body: String(row['body']),
  };
};

const indexesWithin = ({ positions }: Block, { low, high, order }: Span): readonly number[] => {
  const found = [...positions.keys()].filter((index) => {
    const position = positions[index] ?? 0;
    return position >= low && position <= high;
  });
  return order === 'oldest' ? found : found.reverse();
};

type Written = readonly [
  id: string,
  stream: string,
  revision: number,
  recordedAt: number,
  type: string,
  schema: number,
  data: object,
  metadata: Metadata,
];

const eventOf = ({ positions, ends, body }: Block, index: number): Sized<Recorded> => {
  const text = body.slice(ends[index - 1] ?? 0, ends[index]);
  const [id, stream, revision, at, type, schema, data, metadata] = JSON.parse(text) as Written;
  const item = {
    id,
    event: { type, data },
    stream,
    revision: BigInt(revision),
    position: positionOf(positions[index]),
    recordedAt: new Date(at),
    schema,
    metadata,
  };
  return { item, size: text.length };
};

const positionOf = (place: number | undefined): Position => toPosition(BigInt(place ?? 0));
