import { rmSync } from 'node:fs';

import { parseStream, type Recorded } from '#event-store';

import { READ_MODEL_VERSION, ReadDatabase } from './database.js';
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
