import { statSync } from 'node:fs';

import { reasonOf, type Recorded } from '#event-store';

import { LogDamaged } from './damage.js';
import { LogDatabase } from './database.js';
import { lockFor } from './lock.js';
import { fromRow, type Row } from '../rows/rows.js';

/** An intact part of a damaged log, or a gap between two parts; in the order of positions. */
export type Salvaged =
  | Readonly<{ type: 'events'; records: readonly Recorded[] }>
  | Readonly<{ type: 'lost'; first: number; last: number; fault: string }>;

/** The least bytes that an event takes in a file. */
const LEAST_BYTES = 50;

const TABLES = ['log', 'erasable'] as const;

/**
 * Reads all intact rows of a damaged log, and writes nothing.
 *
 * @throws LogInUse while a process has the log open
 * @throws LogDamaged if nothing can be read
 */
export function* salvage(file: string): Iterable<Salvaged> {
  const unlock = lockFor(file, process.pid);
  try {
    const db = new LogDatabase(file, 'READ ONLY');
    try {
      yield* new Salvage(db, { high: lastPossible(db), last: () => lastKnown(db) }).pieces();
    } finally {
      db.close();
    }
  } finally {
    unlock();
  }
}

/**
 * Reads all intact rows up to the last position of a log, which may be in use.
 *
 * @throws LogDamaged if nothing can be read
 */
export function* intactPieces(db: LogDatabase, last: number): Iterable<Salvaged> {
  yield* new Salvage(db, { high: last, last: () => last }).pieces();
}

/** The last position at which a row can begin, by the size of the file. */
const lastPossible = (db: LogDatabase): number => {
  const bySize = Math.ceil(statSync(db.file).size / LEAST_BYTES);
  try {
    return Math.max(bySize, db.lastFirst());
  } catch (error) {
    if (error instanceof LogDamaged) return bySize;
    throw error;
  }
};

/** The last position that a log has assigned. */
const lastKnown = (db: LogDatabase): number => {
  try {
    return db.last();
  } catch {
    return 0;
  }
};

class Salvage {
  private next = 1;
  private fault = 'its row is not there';

  /** @param range the last position at which a row can begin, and the last position of the log */
  constructor(
    private readonly db: LogDatabase,
    private readonly range: Readonly<{ high: number; last: () => number }>,
  ) {}

  *pieces(): Iterable<Salvaged> {
    for (const row of merged(TABLES.map((table) => this.rows(table, 1, this.range.high)))) {
      const records = this.recordsOf(row);
      if (records === undefined) continue;
      if (row.first > this.next) yield this.lostUpTo(row.first - 1);
      this.next = row.first + row.count;
      if (records.length > 0) yield { type: 'events', records };
    }
    const last = this.range.last();
    if (last >= this.next) yield this.lostUpTo(last);
  }

  private lostUpTo(last: number): Salvaged {
    const { next: first, fault } = this;
    this.fault = 'its row is not there';
    return { type: 'lost', first, last, fault };
  }

  private recordsOf(row: Row): readonly Recorded[] | undefined {
    try {
      const records = fromRow(row);
      return row.first >= this.next && row.count > 0 ? records : undefined;
    } catch (error) {
      this.fault = reasonOf(error);
      return undefined;
    }
  }

  /** All readable rows of a table, in order. Unreadable parts are skipped in ever smaller steps. */
  private *rows(table: string, from: number, to: number): Iterable<Row> {
    for (let low = from; low <= to;) {
      const row = this.firstRow(table, low, to);
      if (row === undefined) return;
      if (row !== 'unreadable') {
        yield row;
        low = row.first + 1;
      } else if (low === to) return;
      else {
        const middle = Math.floor((low + to) / 2);
        yield* this.rows(table, low, middle);
        low = middle + 1;
      }
    }
  }

  private firstRow(table: string, low: number, high: number): Row | 'unreadable' | undefined {
    const sql = `SELECT first, count, checksum, body FROM ${table} WHERE first BETWEEN ? AND ? ORDER BY first LIMIT 1`;
    try {
      const row = this.db.get(sql, low, high) as Row | undefined;
      return row === undefined || (row.first >= low && row.first <= high) ? row : 'unreadable';
    } catch (error) {
      if (!(error instanceof LogDamaged)) throw error;
      this.fault = error.fault;
      return 'unreadable';
    }
  }
}

/** Rows of several tables in the order of their positions. */
function* merged(tables: readonly Iterable<Row>[]): Iterable<Row> {
  const iterators = tables.map((rows) => rows[Symbol.iterator]());
  const heads = iterators.map((rows) => rows.next());
  for (;;) {
    const least = leastOf(heads);
    if (least === undefined) return;
    yield least.row;
    heads[least.index] = iterators[least.index]?.next() ?? { done: true, value: undefined };
  }
}

const leastOf = (
  heads: readonly IteratorResult<Row>[],
): Readonly<{ row: Row; index: number }> | undefined =>
  heads
    .flatMap((head, index) => (head.done === true ? [] : [{ row: head.value, index }]))
    .toSorted((a, b) => a.row.first - b.row.first)[0];
