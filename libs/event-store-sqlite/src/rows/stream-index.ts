import { crc32 } from 'node:zlib';

import { LogDamaged } from '../file/damage.js';

type Value = null | number | bigint | string | Uint8Array;
type Found = Readonly<Record<string, Value>>;

/** Runs statements on the tables of a file. */
type Tables = Readonly<{
  file: string;
  run: (sql: string, ...values: readonly (number | string | Uint8Array)[]) => void;
  get: (sql: string, ...values: readonly number[]) => Found | undefined;
  all: (sql: string, ...values: readonly number[]) => readonly Found[];
  transaction: (work: () => void) => void;
}>;

/** The revision of a stream's last event, and the rows that hold its newest events. */
export type StreamEnd = {
  /** Its number in the index; undefined before the first entry. */
  id: number | undefined;
  revision: number;
  rows: number[];
};

/** A stream in the index: its number, and the revision of its last event. */
export type IndexedStream = Readonly<{ id: number; revision: number }>;

export const INDEX_SCHEMA = `
  CREATE TABLE IF NOT EXISTS streams (
    id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, revision INTEGER NOT NULL, checksum INTEGER
  );
  CREATE TABLE IF NOT EXISTS stream_blocks (
    stream INTEGER NOT NULL, first INTEGER NOT NULL, rows BLOB NOT NULL, PRIMARY KEY (stream, first)
  ) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS indexed (
    only_row INTEGER PRIMARY KEY CHECK (only_row = 0), first INTEGER NOT NULL, streams INTEGER
  );`;

/** Converts an index of an earlier version, which has an entry for each row or no checksums. */
export const bringUpToDate = (db: Tables): void => {
  const has = (sql: string): boolean => db.get(sql) !== undefined;
  if (has("SELECT 1 FROM sqlite_schema WHERE name = 'stream_rows'"))
    db.transaction(() => {
      db.run('DROP TABLE stream_rows');
      db.run('DELETE FROM indexed');
    });
  if (!has("SELECT 1 FROM pragma_table_info('streams') WHERE name = 'checksum'"))
    db.run('ALTER TABLE streams ADD COLUMN checksum INTEGER');
  if (!has("SELECT 1 FROM pragma_table_info('indexed') WHERE name = 'streams'"))
    db.run('ALTER TABLE indexed ADD COLUMN streams INTEGER');
};

/** The index from streams to rows. It can be rebuilt from the log. */
export class StreamIndex {
  constructor(private readonly db: Tables) {}

  /** The indexed streams; undefined if their list is damaged. */
  streams(): ReadonlyMap<string, IndexedStream> | undefined {
    const streams = new Map<string, IndexedStream>();
    for (const { id, name, revision, checksum } of this.db.all('SELECT * FROM streams')) {
      const stream = { id: Number(id), revision: Number(revision) };
      // Logs of earlier versions have no checksum.
      if (checksum !== null && checksum !== checksumOf(String(name), stream)) return undefined;
      streams.set(String(name), stream);
    }
    const count = this.db.get('SELECT streams FROM indexed')?.['streams'] ?? null;
    return count === null || count === streams.size ? streams : undefined;
  }

  /** The rows that hold events of a stream, in order, as far as they are indexed. */
  rowsOf(id: number): readonly number[] {
    const sql = `SELECT first, rows FROM stream_blocks WHERE stream = ? ORDER BY first`;
    return this.db.all(sql, id).flatMap(({ first, rows }) => {
      if (!(rows instanceof Uint8Array) || rows.length % BYTES_A_ROW > 0)
        throw new LogDamaged(this.db.file, `the index of stream ${id} is no list of rows`);
      const found = unpack(rows);
      if (found[0] !== first)
        throw new LogDamaged(this.db.file, `the index of stream ${id} has a wrong place`);
      return found;
    });
  }

  /** The row up to which the streams are indexed. Later rows are read again at the start. */
  upTo(): number {
    return Number(this.db.get('SELECT first FROM indexed')?.['first'] ?? 0);
  }

  /** Drops the index, so that the whole log is indexed again. */
  drop(): void {
    this.db.transaction(() => {
      for (const table of ['streams', 'stream_blocks', 'indexed'])
        this.db.run(`DELETE FROM ${table}`);
    });
  }

  /**
   * Adds entries. Call it within a transaction. @param upTo the last row that is indexed after it
   */
  add(ends: ReadonlyMap<string, StreamEnd>, upTo: number): void {
    const put = 'INSERT OR REPLACE INTO streams (id, name, revision, checksum) VALUES (?, ?, ?, ?)';
    const add = 'INSERT INTO stream_blocks (stream, first, rows) VALUES (?, ?, ?)';
    for (const [name, end] of ends) {
      end.id ??= this.nextId();
      const { id, revision, rows } = end;
      this.db.run(put, id, name, revision, checksumOf(name, { id, revision }));
      this.db.run(add, id, rows[0] ?? 0, pack(rows));
    }
    const note = `INSERT OR REPLACE INTO indexed (only_row, first, streams)
      VALUES (0, ?, (SELECT count(*) FROM streams))`;
    this.db.run(note, upTo);
  }

  private nextId(): number {
    return Number(this.db.get('SELECT ifnull(max(id), 0) + 1 AS id FROM streams')?.['id']);
  }
}

const checksumOf = (name: string, { id, revision }: IndexedStream): number =>
  crc32(`${id} ${revision} ${name}`);

const BYTES_A_ROW = 8;

/** Encodes row numbers in eight bytes each. */
const pack = (rows: readonly number[]): Uint8Array => new Uint8Array(new Float64Array(rows).buffer);

const unpack = (block: Uint8Array): number[] => [
  ...new Float64Array(block.slice().buffer, 0, block.length / BYTES_A_ROW),
];
