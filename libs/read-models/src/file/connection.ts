import { DatabaseSync } from 'node:sqlite';
import { pathToFileURL } from 'node:url';

import { codeOf, ReadModelDamaged } from './damage.js';
import { addRowSums } from './row-sum.js';
import { fileSchemaOf, ownSchemaOf } from './table.js';
import { TABLES } from './tables.js';

/** Raise the number when a table or its content changes: the file is then rebuilt. */
export const READ_MODEL_VERSION = 29;

/**
 * A writer creates a missing file. A reader changes nothing, not even when it closes. An onlooker
 * opens a file that no other connection has open.
 */
export type Role = 'writer' | 'reader' | 'onlooker';

/** Opens a file without its write-ahead log, and creates no file beside it. */
export const withoutWal = (file: string): URL => {
  const url = pathToFileURL(file);
  url.searchParams.set('immutable', '1');
  return url;
};

const FILE_SCHEMA = TABLES.flatMap(fileSchemaOf).join(';');
const OWN_SCHEMA = TABLES.flatMap(ownSchemaOf).join(';');

/** The file can be rebuilt from the log, so commits need no sync. */
const WRITING = 'PRAGMA synchronous = OFF; PRAGMA journal_mode = WAL;';
/** The settings of every connection. */
export const COMMON =
  'PRAGMA busy_timeout = 1000; PRAGMA cache_size = -32768; PRAGMA temp_store = MEMORY;';

/**
 * A connection whose tables are views of rows with the right checksum.
 *
 * @throws ReadModelDamaged if the schema is not that of this version
 * @throws Error any other error of SQLite
 */
export const connect = (file: string, role: Role): DatabaseSync => {
  const db = new DatabaseSync(role === 'onlooker' ? withoutWal(file) : file, {
    readOnly: role !== 'writer',
  });
  try {
    addRowSums(db);
    db.exec(COMMON);
    if (role === 'writer') begin(db);
    if (!hasSchema(db)) throw new ReadModelDamaged('its schema is not that of this version');
    db.exec(OWN_SCHEMA);
    return db;
  } catch (error) {
    db.close();
    throw isRefused(error)
      ? new ReadModelDamaged((error as Error).message, { cause: error })
      : error;
  }
};

/** SQLITE_ERROR: the statements are right for an undamaged file, so the schema must be wrong. */
const isRefused = (error: unknown): boolean => codeOf(error) === 1;

const begin = (db: DatabaseSync): void => {
  db.exec(WRITING);
  if (schemaOf(db).length === 0) db.exec(`BEGIN; ${FILE_SCHEMA}; COMMIT`);
};

/** True if a file has exactly the tables of this version. @param name that of an attached file */
export const hasSchema = (db: DatabaseSync, name: 'main' | 'base' = 'main'): boolean => {
  expected ??= expectedSchema();
  return schemaOf(db, name).join('\n') === expected;
};

let expected: string | undefined;

const expectedSchema = (): string => {
  const db = new DatabaseSync(':memory:');
  addRowSums(db);
  db.exec(FILE_SCHEMA);
  const schema = schemaOf(db).join('\n');
  db.close();
  return schema;
};

const schemaOf = (db: DatabaseSync, of: 'main' | 'base' = 'main'): readonly string[] =>
  db
    .prepare(`SELECT type, name, tbl_name, sql FROM ${of}.sqlite_schema ORDER BY name`)
    .all()
    .map((row) => Object.values(row).join(' '));
