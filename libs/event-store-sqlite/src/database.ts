import { DatabaseSync, type StatementSync } from 'node:sqlite';

import { toRow, type Row } from './rows.js';

/** Where a stream stands, and which rows hold its newest events. */
export type StreamEnd = { revision: number; rows: number[] };

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS log (
    first INTEGER PRIMARY KEY, count INTEGER NOT NULL, checksum INTEGER NOT NULL, body TEXT NOT NULL
  );
  CREATE TABLE IF NOT EXISTS erasable (
    first INTEGER PRIMARY KEY, count INTEGER NOT NULL, checksum INTEGER NOT NULL, body TEXT NOT NULL
  );
  CREATE TABLE IF NOT EXISTS streams (
    id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, revision INTEGER NOT NULL
  );
  CREATE TABLE IF NOT EXISTS stream_blocks (
    stream INTEGER NOT NULL, first INTEGER NOT NULL, rows BLOB NOT NULL, PRIMARY KEY (stream, first)
  ) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS indexed (only_row INTEGER PRIMARY KEY CHECK (only_row = 0), first INTEGER NOT NULL);
`;

const UNION = `(SELECT first, count, checksum, body FROM log UNION ALL SELECT first, count, checksum, body FROM erasable)`;

const EMPTY = toRow(0, []);

/** Pages of rows are small because a row may be large. */
const PAGE_ROWS = 16;

/** The tables of the log, and nothing but SQL. */
export class LogDatabase {
  private readonly db: DatabaseSync;
  private readonly statements = new Map<string, StatementSync>();

  constructor(file: string, mode: 'FULL' | 'NORMAL' | 'READ ONLY') {
    this.db = new DatabaseSync(file, { readOnly: mode === 'READ ONLY' });
    if (mode === 'READ ONLY') return;
    this.db.exec(
      `PRAGMA journal_mode = WAL; PRAGMA synchronous = ${mode}; PRAGMA secure_delete = ON; PRAGMA busy_timeout = 1000;`,
    );
    this.db.exec(SCHEMA);
    this.dropOldIndex();
  }

  /** All of it or nothing; durable when it returns. One statement alone is a transaction without this. */
  transaction(work: () => void): void {
    this.statement('BEGIN IMMEDIATE').run();
    try {
      work();
      this.statement('COMMIT').run();
    } catch (error) {
      if (this.db.isTransaction) this.db.exec('ROLLBACK');
      throw error;
    }
  }

  insert(table: 'log' | 'erasable', { first, body, checksum }: Row, count: number): void {
    const sql = `INSERT INTO ${table} (first, count, checksum, body) VALUES (?, ?, ?, ?)`;
    this.statement(sql).run(first, count, checksum, body);
  }

  /** The last position that was ever given out; 0 for an empty log. */
  last(): number {
    const sql = `SELECT first + count - 1 AS last FROM ${UNION} WHERE first = ?`;
    return Number(this.statement(sql).get(this.lastFirst())?.['last'] ?? 0);
  }

  /** The row that holds the last event. */
  lastFirst(): number {
    const sql = `SELECT max((SELECT ifnull(max(first), 0) FROM log), (SELECT ifnull(max(first), 0) FROM erasable)) AS first`;
    return Number(this.statement(sql).get()?.['first'] ?? 0);
  }

  /** Rows with events after and up to a position, in order, a page at a time. */
  *rows(after: number, to: number, backwards: boolean): Iterable<readonly Row[]> {
    const order = backwards ? 'DESC' : 'ASC';
    const sql = `SELECT first, checksum, body FROM ${UNION}
      WHERE first + count - 1 > ? AND first <= ? AND first >= ? ORDER BY first ${order} LIMIT ${PAGE_ROWS}`;
    let [low, high] = [this.firstRowAfter(after), to];
    for (;;) {
      const page = this.statement(sql).all(after, high, low) as unknown as Row[];
      if (page.length > 0) yield page;
      const last = page.at(-1);
      if (last === undefined || page.length < PAGE_ROWS) return;
      if (backwards) high = last.first - 1;
      else low = last.first + 1;
    }
  }

  /** The rows that hold events of a stream, in order, as far as they are indexed. */
  streamRows(stream: string): readonly number[] {
    const sql = `SELECT rows FROM stream_blocks WHERE stream = (SELECT id FROM streams WHERE name = ?) ORDER BY first`;
    return this.statement(sql)
      .all(stream)
      .flatMap((block) => unpack(block['rows'] as Uint8Array));
  }

  row(first: number): Row | undefined {
    const sql = `SELECT first, checksum, body FROM ${UNION} WHERE first = ?`;
    return this.statement(sql).get(first) as unknown as Row | undefined;
  }

  /** Up to which row the streams are indexed; what follows is read again at the start. */
  indexed(): number {
    return Number(this.statement('SELECT first FROM indexed').get()?.['first'] ?? 0);
  }

  heads(): readonly Readonly<{ name: string; revision: number }>[] {
    const rows = this.statement('SELECT name, revision FROM streams').all();
    return rows as unknown as { name: string; revision: number }[];
  }

  /** Within a transaction. @param upTo the last row that is indexed then */
  index(ends: ReadonlyMap<string, StreamEnd>, upTo: number): void {
    const put = this.statement(
      'INSERT INTO streams (name, revision) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET revision = excluded.revision RETURNING id',
    );
    const add = this.statement('INSERT INTO stream_blocks (stream, first, rows) VALUES (?, ?, ?)');
    for (const [stream, { revision, rows }] of ends) {
      const id = put.get(stream, revision)?.['id'] ?? 0;
      add.run(id, rows[0] ?? 0, pack(rows));
    }
    this.statement('INSERT OR REPLACE INTO indexed (only_row, first) VALUES (0, ?)').run(upTo);
  }

  /**
   * Empties rows on disk, also in the write-ahead log, before it returns. The rows stay, so that
   * their positions are a gap that nothing else fills.
   */
  eraseRows(firsts: readonly number[]): void {
    const erase = this.statement('UPDATE erasable SET body = ?, checksum = ? WHERE first = ?');
    this.transaction(() => {
      for (const first of firsts) erase.run(EMPTY.body, EMPTY.checksum, first);
    });
    this.db.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  }

  close(): void {
    this.statements.clear();
    this.db.close();
  }

  /** A page may begin inside a row. */
  private firstRowAfter(after: number): number {
    const sql = `SELECT max((SELECT ifnull(max(first), 0) FROM log WHERE first <= ?1),
      (SELECT ifnull(max(first), 0) FROM erasable WHERE first <= ?1)) AS first`;
    return Number(this.statement(sql).get(after + 1)?.['first'] ?? 0);
  }

  /** Logs of before have a row an entry: what was indexed is read, and indexed, again. */
  private dropOldIndex(): void {
    const sql = "SELECT 1 FROM sqlite_schema WHERE name = 'stream_rows'";
    if (this.db.prepare(sql).get() === undefined) return;
    this.transaction(() => {
      this.db.exec('DROP TABLE stream_rows; DELETE FROM indexed;');
    });
  }

  private statement(sql: string): StatementSync {
    const known = this.statements.get(sql) ?? this.db.prepare(sql);
    this.statements.set(sql, known);
    return known;
  }
}

const BYTES_A_ROW = 8;

/** Numbers of rows in eight bytes each. */
const pack = (rows: readonly number[]): Uint8Array => new Uint8Array(new Float64Array(rows).buffer);

const unpack = (block: Uint8Array): number[] => [
  ...new Float64Array(block.slice().buffer, 0, block.length / BYTES_A_ROW),
];
