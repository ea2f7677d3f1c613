import {
  DatabaseSync,
  type SQLInputValue,
  type SQLOutputValue,
  type StatementSync,
} from 'node:sqlite';

import { reasonOf } from '#event-store';

import { isBusy, isDamage, isOfEnvironment, LogDamaged, LogUnusable } from './damage.js';
import { toRow, type Row } from '../rows/rows.js';
import { bringUpToDate, INDEX_SCHEMA } from '../rows/stream-index.js';

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS log (
    first INTEGER PRIMARY KEY, count INTEGER NOT NULL, checksum INTEGER NOT NULL, body TEXT NOT NULL
  );
  CREATE TABLE IF NOT EXISTS erasable (
    first INTEGER PRIMARY KEY, count INTEGER NOT NULL, checksum INTEGER NOT NULL, body TEXT NOT NULL
  );
  ${INDEX_SCHEMA}
`;

const UNION = `(SELECT first, count, checksum, body FROM log UNION ALL SELECT first, count, checksum, body FROM erasable)`;

const EMPTY = toRow(0, []);

/** The rows of a page; small, because one row may be large. */
const PAGE_ROWS = 16;

/** The tables of the log, as plain SQL. */
export class LogDatabase {
  private readonly db: DatabaseSync;
  private readonly statements = new Map<string, StatementSync>();

  /**
   * @throws LogUnusable if the file can't be opened for a reason outside the file
   * @throws LogDamaged if the file is no log
   */
  constructor(
    readonly file: string,
    mode: 'FULL' | 'NORMAL' | 'READ ONLY',
  ) {
    try {
      this.db = new DatabaseSync(file, { readOnly: mode === 'READ ONLY' });
    } catch (error) {
      throw openFailure(file, error);
    }
    if (mode === 'READ ONLY') return;
    try {
      this.db.exec(
        `PRAGMA journal_mode = WAL; PRAGMA synchronous = ${mode}; PRAGMA secure_delete = ON; PRAGMA busy_timeout = 1000;`,
      );
      this.db.exec(SCHEMA);
      bringUpToDate(this);
    } catch (error) {
      this.db.close();
      throw openFailure(file, error);
    }
  }

  /**
   * Runs the work as one transaction, which is durable when this returns. A single statement needs
   * no transaction.
   */
  transaction(work: () => void): void {
    this.run('BEGIN IMMEDIATE');
    try {
      work();
      this.run('COMMIT');
    } catch (error) {
      if (this.db.isTransaction) this.db.exec('ROLLBACK');
      throw error;
    }
  }

  insert(table: 'log' | 'erasable', { first, count, body, checksum }: Row): void {
    const sql = `INSERT INTO ${table} (first, count, checksum, body) VALUES (?, ?, ?, ?)`;
    this.run(sql, first, count, checksum, body);
  }

  /** The last position that was ever assigned; 0 for an empty log. */
  last(): number {
    const sql = `SELECT first + count - 1 AS last FROM ${UNION} WHERE first = ?`;
    return Number(this.get(sql, this.lastFirst())?.['last'] ?? 0);
  }

  /** The first position of the row that holds the last event. */
  lastFirst(): number {
    const sql = `SELECT max((SELECT ifnull(max(first), 0) FROM log), (SELECT ifnull(max(first), 0) FROM erasable)) AS first`;
    return Number(this.get(sql)?.['first'] ?? 0);
  }

  /** The rows with events after one position and up to another, in order, a page at a time. */
  *rows(after: number, to: number, backwards: boolean): Iterable<readonly Row[]> {
    const order = backwards ? 'DESC' : 'ASC';
    const sql = `SELECT first, count, checksum, body FROM ${UNION}
      WHERE first + count - 1 > ? AND first <= ? AND first >= ? ORDER BY first ${order} LIMIT ${PAGE_ROWS}`;
    let [low, high] = [this.firstRowAfter(after), to];
    for (;;) {
      const page = this.all(sql, after, high, low) as unknown as Row[];
      if (page.length > 0) yield page;
      const last = page.at(-1);
      if (last === undefined || page.length < PAGE_ROWS) return;
      if (backwards) high = last.first - 1;
      else low = last.first + 1;
    }
  }

  row(first: number): Row | undefined {
    const sql = `SELECT first, count, checksum, body FROM ${UNION} WHERE first = ?`;
    return this.get(sql, first) as unknown as Row | undefined;
  }

  /**
   * Empties rows on disk, in the write-ahead log too, before it returns. The empty rows remain, so
   * that no later event takes their positions.
   */
  eraseRows(firsts: readonly number[]): void {
    const erase = 'UPDATE erasable SET body = ?, checksum = ? WHERE first = ?';
    this.transaction(() => {
      for (const first of firsts) this.run(erase, EMPTY.body, EMPTY.checksum, first);
    });
    this.db.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  }

  close(): void {
    this.statements.clear();
    this.db.close();
  }

  /**
   * The first position of the row that holds the event after a position: a page may begin inside a
   * row.
   */
  private firstRowAfter(after: number): number {
    const sql = `SELECT max((SELECT ifnull(max(first), 0) FROM log WHERE first <= ?1),
      (SELECT ifnull(max(first), 0) FROM erasable WHERE first <= ?1)) AS first`;
    return Number(this.get(sql, after + 1)?.['first'] ?? 0);
  }

  run(sql: string, ...values: readonly SQLInputValue[]): void {
    this.ask(sql, (statement) => statement.run(...values));
  }

  get(sql: string, ...values: readonly SQLInputValue[]): ResultRow | undefined {
    return this.ask(sql, (statement) => statement.get(...values));
  }

  all(sql: string, ...values: readonly SQLInputValue[]): readonly ResultRow[] {
    return this.ask(sql, (statement) => statement.all(...values));
  }

  /**
   * @throws LogDamaged if SQLite finds the file damaged
   */
  private ask<Answer>(sql: string, question: (statement: StatementSync) => Answer): Answer {
    try {
      const statement = this.statements.get(sql) ?? this.db.prepare(sql);
      this.statements.set(sql, statement);
      return question(statement);
    } catch (error) {
      if (!isDamage(error)) throw error;
      throw new LogDamaged(this.file, reasonOf(error), { cause: error });
    }
  }
}

type ResultRow = Readonly<Record<string, SQLOutputValue>>;

/** The error of a failed open. An existing and accessible file that can't be opened is damaged. */
const openFailure = (file: string, error: unknown): unknown => {
  if (error instanceof LogDamaged || isBusy(error)) return error;
  return isOfEnvironment(error)
    ? new LogUnusable(file, reasonOf(error), error)
    : new LogDamaged(file, reasonOf(error), { cause: error });
};
