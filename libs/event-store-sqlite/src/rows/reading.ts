import {
  isInLogRange,
  isInStreamRange,
  toPosition,
  type Direction,
  type LogRange,
  type Position,
  type Recorded,
  type StreamRange,
} from '#event-store';

import { LogDamaged } from '../file/damage.js';
import { type LogDatabase } from '../file/database.js';
import { fromRow, RowDamaged, type Row } from './rows.js';

/** The most events of a batch, and the UTF-16 units of JSON after which a batch ends. */
const MAX_EVENTS = 1024;
const MAX_UNITS = 1024 * 1024;

/** The head of a log, from its last position; undefined for an empty log. */
export const headOf = (last: number): Position | undefined =>
  last === 0 ? undefined : toPosition(BigInt(last));

/**
 * The last position that was ever assigned; 0 for an empty log.
 *
 * @throws LogDamaged if the last row is damaged: the next row would get a wrong position
 */
export const lastPosition = (db: LogDatabase): number => {
  const first = db.lastFirst();
  const row = db.row(first);
  if (row === undefined) return 0;
  eventsOfRow(db, row);
  if (!(row.count > 0))
    throw new LogDamaged(db.file, `its row says ${row.count} events`, { place: first });
  return first + row.count - 1;
};

/** The events of a row; @throws LogDamaged if the row is damaged */
export const eventsOfRow = ({ file }: LogDatabase, row: Row): readonly Recorded[] => {
  try {
    return fromRow(row);
  } catch (error) {
    if (!(error instanceof RowDamaged)) throw error;
    throw new LogDamaged(file, error.message, { place: error.first, cause: error });
  }
};

/**
 * The events of a range of the log, up to `last`.
 *
 * @throws LogDamaged if a row is damaged or missing
 */
export function* eventsInLog(db: LogDatabase, last: number, range: LogRange): Iterable<Recorded> {
  const rows = rowsInLog(db, last, range);
  yield* limited(inRows(db, rows, range.direction), range.limit, (record) =>
    isInLogRange(record, range),
  );
}

/**
 * All events after a position, up to `last`, in batches that are small enough to be forgotten soon: a
 * batch ends at a number of events or of units of JSON.
 *
 * @throws LogDamaged if a row is damaged or missing
 */
export function* batchesInLog(
  db: LogDatabase,
  last: number,
  after: Position | undefined,
): Iterable<readonly Recorded[]> {
  const range = after === undefined ? {} : { after };
  let batch: Recorded[] = [];
  let units = 0;
  for (const row of rowsInLog(db, last, range)) {
    batch.push(...eventsOfRow(db, row).filter((record) => isInLogRange(record, range)));
    units += row.body.length;
    if (batch.length < MAX_EVENTS && units < MAX_UNITS) continue;
    yield* cut(batch);
    [batch, units] = [[], 0];
  }
  yield* cut(batch);
}

/** Cuts records into batches; no records make no batch. */
function* cut(records: readonly Recorded[]): Iterable<readonly Recorded[]> {
  for (let at = 0; at < records.length; at += MAX_EVENTS) yield records.slice(at, at + MAX_EVENTS);
}

const rowsInLog = (db: LogDatabase, last: number, range: LogRange): Iterable<Row> => {
  const to = range.to === undefined || range.to > BigInt(last) ? last : Number(range.to);
  return new Sequence(db, { after: Number(range.after ?? 0n), to }, range.direction).rows();
};

/** The places of a stream's events, by the index. */
export type StreamPlace = Readonly<{
  stream: string;
  /** The rows that hold its events, in order. */
  firsts: readonly number[];
  /** The revision of its last event. */
  last: bigint;
  /** True if the events of the stream can be erased. */
  isErasable: boolean;
}>;

/**
 * The events of a stream, in the order of a range.
 *
 * @throws LogDamaged if a row is damaged or missing
 */
export function* eventsInStream(
  db: LogDatabase,
  place: StreamPlace,
  range: StreamRange,
): Iterable<Recorded> {
  const { stream, firsts } = place;
  const backwards = range.direction === 'backwards';
  const rows = rowsAt(db, backwards ? firsts.toReversed() : firsts);
  const revisions = new Revisions(db, place, backwards);
  const own = revisions.watched(ofStream(inRows(db, rows, range.direction), stream));
  yield* limited(own, range.limit, (record) => isInStreamRange(record, range));
}

function* ofStream(records: Iterable<Recorded>, stream: string): Iterable<Recorded> {
  for (const record of records) if (record.stream === stream) yield record;
}

function* limited(
  records: Iterable<Recorded>,
  limit = Infinity,
  isWanted: (record: Recorded) => boolean,
): Iterable<Recorded> {
  let left = limit;
  if (left <= 0) return;
  for (const record of records) {
    if (!isWanted(record)) continue;
    yield record;
    left -= 1;
    if (left <= 0) return;
  }
}

function* inRows(
  db: LogDatabase,
  rows: Iterable<Row>,
  direction: Direction | undefined,
): Iterable<Recorded> {
  for (const row of rows) {
    const records = eventsOfRow(db, row);
    yield* direction === 'backwards' ? records.toReversed() : records;
  }
}

/** Checks rows after one position and up to another: positions have no gaps. */
class Sequence {
  private readonly backwards: boolean;
  /** The position at which the next row must begin. */
  private next: number;

  constructor(
    private readonly db: LogDatabase,
    private readonly range: Readonly<{ after: number; to: number }>,
    direction: Direction | undefined,
  ) {
    this.backwards = direction === 'backwards';
    this.next = this.backwards ? range.to : range.after + 1;
  }

  /**
   * @throws LogDamaged if a row is missing
   */
  *rows(): Iterable<Row> {
    const { after, to } = this.range;
    try {
      for (const page of this.db.rows(after, to, this.backwards)) yield* this.following(page);
    } catch (error) {
      if (!(error instanceof LogDamaged) || error.place !== undefined) throw error;
      throw new LogDamaged(this.db.file, error.fault, { place: this.next, cause: error });
    }
    if (this.next > after && this.next <= to) throw missing(this.db, this.next);
  }

  private *following(page: readonly Row[]): Iterable<Row> {
    for (const row of page) {
      const end = row.first + row.count - 1;
      const isNext = row.first <= this.next && this.next <= end;
      if (!isNext) throw missing(this.db, this.next);
      this.next = this.backwards ? row.first - 1 : end + 1;
      yield row;
    }
  }
}

const missing = ({ file }: LogDatabase, place: number): LogDamaged =>
  new LogDamaged(file, 'its row is not there', { place });

/** Checks the events of a stream: revisions have no gaps. */
class Revisions {
  private next: bigint;
  private count = 0;

  constructor(
    private readonly db: LogDatabase,
    private readonly place: StreamPlace,
    private readonly backwards: boolean,
  ) {
    this.next = backwards ? place.last : 0n;
  }

  /**
   * @throws LogDamaged if a revision is missing or occurs twice
   */
  *watched(records: Iterable<Recorded>): Iterable<Recorded> {
    for (const record of records) {
      this.take(record);
      yield record;
    }
    // An erased stream has no events left.
    if (this.count === 0 && this.place.isErasable) return;
    const end = this.backwards ? -1n : this.place.last + 1n;
    if (this.next !== end) throw this.gap('ends', undefined);
  }

  private take({ revision, position }: Recorded): void {
    if (revision !== this.next) throw this.gap(`goes on with ${revision}`, Number(position));
    this.next += this.backwards ? -1n : 1n;
    this.count += 1;
  }

  private gap(how: string, place: number | undefined): LogDamaged {
    const fault = `${this.place.stream} ${how} where its revision ${this.next} belongs`;
    return new LogDamaged(this.db.file, fault, place === undefined ? {} : { place });
  }
}

function* rowsAt(db: LogDatabase, firsts: readonly number[]): Iterable<Row> {
  for (const first of firsts) {
    const row = db.row(first);
    if (row === undefined) throw missing(db, first);
    yield row;
  }
}
