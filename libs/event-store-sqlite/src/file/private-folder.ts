import { chmodSync, mkdirSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

import { reasonOf } from '#event-store';

/** The permission bits of the group and of others. No file of the data folder has them. */
const OTHERS = 0o077;
const FOLDER = 0o700;
const STICKY = 0o1000;

/** The files that Tidemark makes in a data folder; it leaves other files there alone. */
const OWN =
  /^(?:(?:log|reads)\.db(?:-wal|-shm|-journal|\.lock(?:-journal)?)?|fold\.snapshot(?:\.new)?|master\.key|[\da-f-]{36}\.spool)$/;

export type PrivateFolderOptions = Readonly<{
  /** Files elsewhere that are private too. */
  files?: readonly string[];
  /** Called for each path that others may still read. */
  warn: (reason: string) => void;
}>;

/**
 * Creates a data folder for its owner alone, or removes the rights of others from an existing
 * folder and its files. A folder that everyone shares, such as /tmp, stays open.
 */
export const makePrivate = (folder: string, { files = [], warn }: PrivateFolderOptions): void => {
  mkdirSync(folder, { recursive: true, mode: FOLDER });
  const own = readdirSync(folder).filter((name) => OWN.test(name));
  for (const path of [folder, ...own.map((name) => join(folder, name)), ...files])
    try {
      tighten(path);
    } catch (error) {
      warn(`others may have rights to ${path}, which can't be taken: ${reasonOf(error)}`);
    }
};

const tighten = (path: string): void => {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found === undefined || (found.mode & OTHERS) === 0) return;
  if (found.isDirectory() && (found.mode & STICKY) !== 0) return;
  chmodSync(path, found.mode & ~OTHERS & 0o7777);
};

/** Makes every file that this process creates from now on private to its owner. */
export const keepFilesPrivate = (): void => {
  process.umask(OTHERS);
};
