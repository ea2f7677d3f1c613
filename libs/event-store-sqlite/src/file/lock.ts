import { DatabaseSync } from 'node:sqlite';

import { reasonOf } from '#event-store';

import { isBusy, LogUnusable } from './damage.js';

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
 * Locks a file for this process. The operating system releases the lock when the process ends,
 * however it ends.
 *
 * @returns a function that releases the lock
 * @throws LogInUse while another process has the lock
 * @throws LogUnusable if the folder can't be written
 */
export const lockFor = (file: string, pid: number): (() => void) => {
  const lock = openLock(file);
  try {
    lock.exec('PRAGMA journal_mode = DELETE; PRAGMA busy_timeout = 0;');
    lock.exec('CREATE TABLE IF NOT EXISTS holder (pid INTEGER)');
    lock.exec('DELETE FROM holder');
    lock.prepare('INSERT INTO holder VALUES (?)').run(pid);
    lock.exec('BEGIN IMMEDIATE');
  } catch (error) {
    const holder = holderOf(lock);
    lock.close();
    throw isBusy(error)
      ? new LogInUse(file, holder)
      : new LogUnusable(`${file}.lock`, reasonOf(error), error);
  }
  return () => {
    lock.close();
  };
};

const openLock = (file: string): DatabaseSync => {
  try {
    return new DatabaseSync(`${file}.lock`);
  } catch (error) {
    throw new LogUnusable(`${file}.lock`, reasonOf(error), error);
  }
};

const holderOf = (lock: DatabaseSync): number | undefined => {
  try {
    const row = lock.prepare('SELECT pid FROM holder').get();
    return row === undefined ? undefined : Number(row['pid']);
  } catch {
    return undefined;
  }
};
