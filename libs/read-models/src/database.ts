import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';

import { LEDGER } from './ledger/tables.js';

/** Raise it when a table or what is written into one changes: the file is then built anew. */
export const READ_MODEL_VERSION = 11;

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS state (only_row INTEGER PRIMARY KEY CHECK (only_row = 0),
    version INTEGER NOT NULL, log TEXT, position INTEGER NOT NULL);
  CREATE TABLE IF NOT EXISTS events (first INTEGER PRIMARY KEY, places BLOB NOT NULL, body TEXT NOT NULL);
  CREATE TABLE IF NOT EXISTS moments (at INTEGER PRIMARY KEY, position INTEGER NOT NULL);
  CREATE TABLE IF NOT EXISTS set_back (position INTEGER PRIMARY KEY, latest INTEGER NOT NULL);
  CREATE TABLE IF NOT EXISTS streams (stream TEXT NOT NULL, first INTEGER NOT NULL, origin INTEGER NOT NULL,
    positions BLOB NOT NULL, PRIMARY KEY (stream, first)) WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS streams_origin ON streams (stream, origin);
  CREATE TABLE IF NOT EXISTS operations (bucket INTEGER NOT NULL, first INTEGER NOT NULL, entries BLOB NOT NULL,
    PRIMARY KEY (bucket, first)) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS terms (id INTEGER PRIMARY KEY, text TEXT NOT NULL UNIQUE);
  CREATE TABLE IF NOT EXISTS postings (term INTEGER NOT NULL, first INTEGER NOT NULL, positions BLOB NOT NULL,
    PRIMARY KEY (term, first)) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS key_versions (node TEXT NOT NULL, key TEXT NOT NULL, parent TEXT NOT NULL,
    text TEXT NOT NULL, since INTEGER NOT NULL, revision INTEGER NOT NULL, restored INTEGER NOT NULL, made INTEGER,
    until INTEGER, until_revision INTEGER, until_restored INTEGER);
  CREATE INDEX IF NOT EXISTS key_versions_key ON key_versions (node, key, since);
  CREATE INDEX IF NOT EXISTS key_versions_parent ON key_versions (node, parent, since);
  CREATE INDEX IF NOT EXISTS key_versions_open ON key_versions (node, key) WHERE until IS NULL;
  CREATE TABLE IF NOT EXISTS value_places (id INTEGER PRIMARY KEY, node TEXT NOT NULL, key TEXT NOT NULL,
    name TEXT NOT NULL, key_text TEXT NOT NULL, text TEXT NOT NULL);
  CREATE UNIQUE INDEX IF NOT EXISTS value_places_key ON value_places (node, key, name);
  CREATE TABLE IF NOT EXISTS value_versions (place INTEGER NOT NULL, first INTEGER NOT NULL, versions TEXT NOT NULL,
    edits INTEGER NOT NULL, settled INTEGER NOT NULL, PRIMARY KEY (place, first)) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS writes (first INTEGER NOT NULL, part INTEGER NOT NULL, entries BLOB NOT NULL,
    PRIMARY KEY (first, part)) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS worlds (position INTEGER PRIMARY KEY, archive BLOB NOT NULL);
  CREATE TABLE IF NOT EXISTS staged (name TEXT NOT NULL, part INTEGER NOT NULL, changes TEXT NOT NULL,
    PRIMARY KEY (name, part)) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS captures (checkpoint TEXT NOT NULL, number INTEGER NOT NULL, position INTEGER NOT NULL,
    PRIMARY KEY (checkpoint, number)) WITHOUT ROWID;
${LEDGER}
  CREATE TABLE IF NOT EXISTS parked (position INTEGER PRIMARY KEY, id TEXT NOT NULL, stream TEXT NOT NULL,
    type TEXT NOT NULL, operation TEXT NOT NULL, error TEXT NOT NULL, attempts INTEGER NOT NULL);
`;

/** A row as SQLite gives it back. */
export type Row = Readonly<Record<string, null | number | bigint | string | Uint8Array>>;

/** The read model's file, with its statements kept. */
export class ReadDatabase {
  private readonly db: DatabaseSync;
  private readonly statements = new Map<string, StatementSync>();

  /** It can be built anew from the log, so its commits need no sync of their own. */
  constructor(file: string) {
    this.db = new DatabaseSync(file);
    this.db.exec(
      'PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF; PRAGMA busy_timeout = 1000; PRAGMA cache_size = -32768;',
    );
    this.db.exec(SCHEMA);
  }

  transaction(work: () => void): void {
    this.begin();
    try {
      work();
    } catch (error) {
      this.undo();
      throw error;
    }
    this.commit();
  }

  /** Unless it has begun. */
  begin(): void {
    if (!this.db.isTransaction) this.run('BEGIN');
  }

  commit(): void {
    this.run('COMMIT');
  }

  /** Undoes what was written since it began. */
  undo(): void {
    if (this.db.isTransaction) this.run('ROLLBACK');
  }

  run(sql: string, ...values: readonly SQLInputValue[]): void {
    this.statement(sql).run(...values);
  }

  get(sql: string, ...values: readonly SQLInputValue[]): Row | undefined {
    return this.statement(sql).get(...values);
  }

  /** Rows one by one; nothing else may be asked by the same text meanwhile. */
  each(sql: string, ...values: readonly SQLInputValue[]): Iterable<Row> {
    return this.statement(sql).iterate(...values);
  }

  all(sql: string, ...values: readonly SQLInputValue[]): readonly Row[] {
    return this.statement(sql).all(...values);
  }

  /** Empties every table but that of the parked events: how often one was tried is kept. */
  clear(): void {
    const tables = this.all("SELECT name FROM sqlite_schema WHERE type = 'table'");
    this.transaction(() => {
      for (const { name } of tables)
        if (name !== 'parked') this.db.exec(`DELETE FROM ${String(name)}`);
    });
  }

  close(): void {
    this.statements.clear();
    if (this.db.isOpen) this.db.close();
  }

  private statement(sql: string): StatementSync {
    const known = this.statements.get(sql) ?? this.db.prepare(sql);
    this.statements.set(sql, known);
    return known;
  }
}

/** SQLITE_BUSY, LOCKED, NOMEM, READONLY, IOERR, CORRUPT, FULL and CANTOPEN. */
const FILE_FAULTS: ReadonlySet<number> = new Set([5, 6, 7, 8, 10, 11, 13, 14]);

/** Whether an error is about the file and not about what was to be written. */
export const isFileFault = (error: unknown): boolean =>
  error instanceof Error &&
  'errcode' in error &&
  // The lowest byte; the others say more about it.
  FILE_FAULTS.has(Number(error.errcode) & 0xff);

/** The half-open range of folded keys that lie below a key: `\` is followed by `]`. */
export const rangeBelow = (key: string): readonly [from: string, to: string] =>
  key === '' ? ['', '\u{10ffff}'] : [`${key}\\`, `${key}]`];
