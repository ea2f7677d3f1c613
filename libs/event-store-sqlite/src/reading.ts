import {
  isInLogRange,
  isInStreamRange,
  toPosition,
  type LogRange,
  type Position,
  type Recorded,
  type StreamRange,
} from '#event-store';

import { type LogDatabase } from './database.js';
import { fromRow, type Row } from './rows.js';

/** The head of a log by its last position; 0 is an empty one's. */
export const headOf = (last: number): Position | undefined =>
  last === 0 ? undefined : toPosition(BigInt(last));

/** The events of a range of the log, of which nothing after `last` is read. */
export const eventsInLog = (db: LogDatabase, last: number, range: LogRange): Iterable<Recorded> => {
  const backwards = range.direction === 'backwards';
  const to = range.to === undefined || range.to > BigInt(last) ? last : Number(range.to);
  const rows = flat(db.rows(Number(range.after ?? 0n), to, backwards));
  return eventsOf(rows, range, (record) => isInLogRange(record, range));
};

/** The events of a stream that are in some rows of the log, in the order of a range. */
export const eventsInRows = (
  db: LogDatabase,
  firsts: readonly number[],
  { stream, range }: Readonly<{ stream: string; range: StreamRange }>,
): Iterable<Recorded> => {
  const rows = rowsAt(db, range.direction === 'backwards' ? firsts.toReversed() : firsts);
  const isWanted = (record: Recorded): boolean =>
    record.stream === stream && isInStreamRange(record, range);
  return eventsOf(rows, range, isWanted);
};

function* eventsOf(
  rows: Iterable<Row>,
  { limit = Infinity, direction }: Pick<LogRange, 'limit' | 'direction'>,
  isWanted: (record: Recorded) => boolean,
): Iterable<Recorded> {
  let left = limit;
  for (const row of rows) {
    const records = fromRow(row).filter(isWanted);
    for (const record of direction === 'backwards' ? records.reverse() : records) {
      if (left <= 0) return;
      left -= 1;
      yield record;
    }
  }
}

function* flat(pages: Iterable<readonly Row[]>): Iterable<Row> {
  for (const page of pages) yield* page;
}

function* rowsAt(db: LogDatabase, firsts: readonly number[]): Iterable<Row> {
  for (const first of firsts) {
    const row = db.row(first);
    if (row !== undefined) yield row;
  }
}
