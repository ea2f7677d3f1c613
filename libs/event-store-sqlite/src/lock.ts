import { DatabaseSync } from 'node:sqlite';

/** Another process has this log open. */
export class LogInUse extends Error {
  override readonly name = 'LogInUse';

  constructor(
    readonly file: string,
    readonly pid: number | undefined,
  ) {
    super(`${file} is in use by ${pid === undefined ? 'another process' : `process ${pid}`}`);
  }
}

/**
 * Holds a file for this process. The operating system lets go of it when the process ends,
 * however it ends.
 *
 * @returns what lets go of it
 * @throws LogInUse while another process holds it
 */
export const lockFor = (file: string, pid: number): (() => void) => {
  const lock = new DatabaseSync(`${file}.lock`);
  try {
    lock.exec('PRAGMA journal_mode = DELETE; PRAGMA busy_timeout = 0;');
    lock.exec('CREATE TABLE IF NOT EXISTS holder (pid INTEGER)');
    lock.exec('DELETE FROM holder');
    lock.prepare('INSERT INTO holder VALUES (?)').run(pid);
    lock.exec('BEGIN IMMEDIATE');
  } catch {
    const holder = holderOf(lock);
    lock.close();
    throw new LogInUse(file, holder);
  }
  return () => {
    lock.close();
  };
};

const holderOf = (lock: DatabaseSync): number | undefined => {
  try {
    const row = lock.prepare('SELECT pid FROM holder').get();
    return row === undefined ? undefined : Number(row['pid']);
  } catch {
    return undefined;
  }
};
