import { accessSync, constants, existsSync, statSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';

import { parseStream } from '#domain';
import { toPosition, type Position, type Recorded } from '#event-store';

import { withoutWal, hasSchema, READ_MODEL_VERSION } from './connection.js';
import { damageIn, ReadModelDamaged } from './damage.js';
import { ReadDatabase, type Row } from './database.js';
import { Events } from '../events/events.js';
import { requireIntact } from './integrity.js';
import { keepParked } from '../parked.js';
import { type LogSource } from '../projection/projecting.js';

/** A file up to this size, in bytes, is checked completely when it is opened. */
const SMALL_FILE_BYTES = 32 * 1024 * 1024;

/**
 * The id of a log with the position of its first event: a copy in another store has the same id and
 * other positions.
 */
export const formedLog = ({ event, position }: Recorded): string | null =>
  event.type === 'ClusterFormed'
    ? `${(event.data as { logId: string }).logId}@${String(position)}`
    : null;

/** The identity of a log; null if no cluster was formed in it yet. */
export const logId = async (log: LogSource): Promise<string | null> => {
  for await (const recorded of log.readLog({ limit: 16 })) {
    const isCluster = parseStream(recorded.stream)?.kind === 'cluster';
    if (isCluster && recorded.event.type === 'ClusterFormed') return formedLog(recorded);
  }
  return null;
};

/** The opened file for a log. */
export type OpenedReads = Readonly<{
  db: ReadDatabase;
  /** The damage because of which the file was replaced. */
  damage?: ReadModelDamaged;
  /** True if the whole file was checked. */
  isChecked: boolean;
}>;

/** Opens the file for a log. A damaged file, or one of another version or log, is replaced. */
export const openFor = (
  file: string,
  log: string | null,
  { small = SMALL_FILE_BYTES }: Readonly<{ small?: number | undefined }> = {},
): OpenedReads => {
  const db = new ReadDatabase(file);
  try {
    const isChecked = isSmall(file, small);
    if (isFor(db, log, isChecked)) return { db, isChecked };
    db.renew();
    return { db, isChecked: true };
  } catch (error) {
    const damage = damageIn(error);
    if (!(damage instanceof ReadModelDamaged)) throw error;
    keepParked(db, () => {
      db.renew();
    });
    return { db, damage, isChecked: true };
  }
};

/** @throws ReadModelDamaged for a damaged file */
const isFor = (db: ReadDatabase, log: string | null, isChecked: boolean): boolean => {
  requireAccess(db.file);
  const raw = readRawState(db.file);
  if (raw !== undefined && isOfOtherVersion(raw)) return false;
  requireWholeWal(db.file, raw?.position ?? 0);
  if (isChecked) requireIntact(db);
  const state = db.get('SELECT version, log FROM state');
  if (state === undefined) requireEmpty(db);
  return state === undefined || isOf(state, log);
};

/** Fails if the file can't be read and written. A new file would get default rights again. */
const requireAccess = (file: string): void => {
  if (!existsSync(file)) return;
  try {
    accessSync(file, constants.R_OK | constants.W_OK);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EACCES') throw error;
    throw new ReadModelDamaged('it may not be read and written', { cause: error });
  }
};

/** True if another version wrote the file. */
const isOfOtherVersion = ({ isOurs, version }: Raw): boolean =>
  !isOurs && version !== READ_MODEL_VERSION;

const isOf = (state: Row, log: string | null): boolean =>
  state['version'] === READ_MODEL_VERSION && state['log'] === log;

const requireEmpty = (db: ReadDatabase): void => {
  if (db.get('SELECT 1 AS one FROM main.events LIMIT 1') !== undefined)
    throw new ReadModelDamaged('it has no position');
};

/**
 * Fails if a part of the write-ahead log is lost and a later part was copied into the file: the
 * file is then a mixture of two states. Its own position, without the write-ahead log, is later
 * than with it.
 */
const requireWholeWal = (file: string, position: number): void => {
  if (sizeOf(`${file}-wal`) === 0) return;
  if ((readRawState(withoutWal(file))?.position ?? 0) > position)
    throw new ReadModelDamaged('a part of its write-ahead log is lost');
};

const isSmall = (file: string, small: number): boolean =>
  sizeOf(file) + sizeOf(`${file}-wal`) <= small;

const sizeOf = (file: string): number => statSync(file, { throwIfNoEntry: false })?.size ?? 0;

/** The unverified state row of a file of any version. */
type Raw = Readonly<{
  version: unknown;
  log: unknown;
  position: number;
  /** True if its tables are those of this version. */
  isOurs: boolean;
}>;

/** Reads the state row without changing the file; undefined if that is impossible. */
const readRawState = (file: string | URL): Raw | undefined => {
  let db: DatabaseSync | undefined;
  try {
    db = new DatabaseSync(file, { readOnly: true });
    const state = db.prepare('SELECT version, log, position FROM state').get();
    if (state === undefined) return undefined;
    const { version, log, position } = state;
    return { version, log, position: Number(position), isOurs: hasSchema(db) };
  } catch {
    return undefined;
  } finally {
    db?.close();
  }
};

/** The log from which the file of a read model was made. */
export type ReadsSummary = Readonly<{
  /** The identity of the log, as from `logId`; null if the file does not have it. */
  log: string | null;
  position: Position;
  /** The last event in the list; undefined for a file of another version. */
  last: Recorded | undefined;
}>;

/** Looks into a file that no connection has open; undefined for a missing or unreadable file. */
export const inspectReads = (file: string): ReadsSummary | undefined => {
  if (!existsSync(file)) return undefined;
  const hasWal = sizeOf(`${file}-wal`) > 0;
  const raw = readRawState(hasWal ? file : withoutWal(file));
  if (raw === undefined) return undefined;
  const db = new ReadDatabase(file, { role: hasWal ? 'reader' : 'onlooker' });
  try {
    return summaryOf(db, raw);
  } catch {
    return undefined;
  } finally {
    db.close();
  }
};

const summaryOf = (db: ReadDatabase, { isOurs, version, ...raw }: Raw): ReadsSummary => {
  if (isOurs) db.get('SELECT * FROM state');
  const log = typeof raw.log === 'string' ? raw.log : null;
  const position = toPosition(BigInt(raw.position));
  if (!isOurs || version !== READ_MODEL_VERSION) return { log, position, last: undefined };
  const [last] = new Events(db).list({}, { limit: 1, order: 'newest' });
  return { log, position, last };
};
