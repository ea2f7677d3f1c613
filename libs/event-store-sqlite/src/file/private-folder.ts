import { chmodSync, mkdirSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

import { reasonOf } from '#event-store';

/** The permission bits of the group and of others, which no file of the data folder has. */
const OTHERS = 0o077;
const FOLDER = 0o700;
const STICKY = 0o1000;

/** The files that Tidemark makes in a data folder; it leaves other files there alone. */
const OWN =
  /^(?:(?:log|reads)\.db(?:-wal|-shm|-journal|\.lock(?:-journal)?)?|fold\.snapshot(?:\.new)?|master\.key|[\da-f-]{36}\.spool)$/;

export type PrivateFolderOptions = Readonly<{
  /** Files elsewhere that are nobody else's either. */
  files?: readonly string[];
  /** Told of what others may read all the same. */
  warn: (reason: string) => void;
}>;

/**
 * Makes a data folder that only its owner can look into, or takes the rights of others from one that
 * is there, and from the files that were made in it. A folder that all share, such as /tmp, stays open.
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

/** Has everything that this process makes from here on be its owner's alone. */
export const keepFilesPrivate = (): void => {
  process.umask(OTHERS);
};
