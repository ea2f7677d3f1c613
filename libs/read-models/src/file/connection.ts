import { DatabaseSync } from 'node:sqlite';
import { pathToFileURL } from 'node:url';

import { codeOf, ReadModelDamaged } from './damage.js';
import { addRowSums } from './row-sum.js';
import { fileSchemaOf, ownSchemaOf } from './table.js';
import { TABLES } from './tables.js';

/** Raise it when a table or what is written into one changes: the file is then built anew. */
export const READ_MODEL_VERSION = 14;

/** A writer begins a file where there is none; a reader changes nothing, not even when it closes; an onlooker has nobody beside it. */
export type Role = 'writer' | 'reader' | 'onlooker';

/** A file without its write-ahead log; looking at it leaves nothing beside it. */
export const alone = (file: string): URL => {
  const url = pathToFileURL(file);
  url.searchParams.set('immutable', '1');
  return url;
};

const FILE_SCHEMA = TABLES.flatMap(fileSchemaOf).join(';');
const OWN_SCHEMA = TABLES.flatMap(ownSchemaOf).join(';');

/** It can be built anew from the log, so its commits need no sync of their own. */
const WRITING = 'PRAGMA synchronous = OFF; PRAGMA journal_mode = WAL;';
const COMMON =
  'PRAGMA busy_timeout = 1000; PRAGMA cache_size = -32768; PRAGMA temp_store = MEMORY;';

/**
 * A connection whose tables are views of rows with the right checksum.
 *
 * @throws ReadModelDamaged where the schema is not this version's; what SQLite throws
 */
export const connect = (file: string, role: Role): DatabaseSync => {
  const db = new DatabaseSync(role === 'onlooker' ? alone(file) : file, {
    readOnly: role !== 'writer',
  });
  try {
    addRowSums(db);
    db.exec(COMMON);
    if (role === 'writer') begin(db);
    if (!hasSchema(db)) throw new ReadModelDamaged('its schema is not the one that was made');
    db.exec(OWN_SCHEMA);
    return db;
  } catch (error) {
    db.close();
    throw isRefused(error)
      ? new ReadModelDamaged((error as Error).message, { cause: error })
      : error;
  }
};

/** SQLITE_ERROR: what is asked here is always the same, and right for a file that is whole. */
const isRefused = (error: unknown): boolean => codeOf(error) === 1;

const begin = (db: DatabaseSync): void => {
  db.exec(WRITING);
  if (schemaOf(db).length === 0) db.exec(`BEGIN; ${FILE_SCHEMA}; COMMIT`);
};

/** Whether a file has this version's tables, and nothing else. */
export const hasSchema = (db: DatabaseSync): boolean => {
  expected ??= expectedSchema();
  return schemaOf(db).join('\n') === expected;
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

const schemaOf = (db: DatabaseSync): readonly string[] =>
  db
    .prepare('SELECT type, name, tbl_name, sql FROM main.sqlite_schema ORDER BY name')
    .all()
    .map((row) => Object.values(row).join(' '));
