import { existsSync, rmSync } from 'node:fs';

import { parseStream, toPosition, type Position, type Recorded } from '#event-store';

import { READ_MODEL_VERSION, ReadDatabase } from './database.js';
import { Events } from './events.js';
import { type LogSource } from './projecting.js';

/** A copy of a log in another store has its id too, and other positions. */
export const formedLog = ({ event, position }: Recorded): string | null =>
  event.type === 'ClusterFormed'
    ? `${(event.data as { logId: string }).logId}@${String(position)}`
    : null;

/** Which log this is; null for one in which no cluster was formed yet. */
export const logId = async (log: LogSource): Promise<string | null> => {
  for await (const recorded of log.readLog({ limit: 16 })) {
    const isCluster = parseStream(recorded.stream)?.kind === 'cluster';
    if (isCluster && recorded.event.type === 'ClusterFormed') return formedLog(recorded);
  }
  return null;
};

/** The file for a log; a new one where it is another version's or another log's. */
export const openFor = (file: string, log: string | null): ReadDatabase => {
  const db = new ReadDatabase(file);
  const state = db.get('SELECT version, log FROM state');
  if (state === undefined || (state['version'] === READ_MODEL_VERSION && state['log'] === log))
    return db;
  db.close();
  for (const end of ['', '-wal', '-shm']) rmSync(`${file}${end}`, { force: true });
  return new ReadDatabase(file);
};

/** The log that the file of a read model says it was made of. */
export type ReadsLook = Readonly<{
  /** Which log it is, as `logId` says; null where it does not know. */
  log: string | null;
  position: Position;
  /** The last event that it lists; undefined where another version has written it. */
  last: Recorded | undefined;
}>;

/** Looks into a file that nobody has open; undefined where there is none, or none that can be read. */
export const lookAtReads = (file: string): ReadsLook | undefined => {
  if (!existsSync(file)) return undefined;
  let db: ReadDatabase | undefined;
  try {
    db = new ReadDatabase(file);
    const state = db.get('SELECT version, log, position FROM state');
    if (state === undefined) return undefined;
    const isOurs = state['version'] === READ_MODEL_VERSION;
    const newest = { limit: 1, order: 'newest' } as const;
    const [last] = isOurs ? new Events(db).list({}, newest) : [];
    const log = typeof state['log'] === 'string' ? state['log'] : null;
    return { log, position: toPosition(BigInt(Number(state['position']))), last };
  } catch {
    return undefined;
  } finally {
    db?.close();
  }
};
