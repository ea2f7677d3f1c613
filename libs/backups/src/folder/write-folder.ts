import { link, lstat, mkdir, open, readdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';

import { syncFolder } from '../archive/archive-file.js';
import { fillBackup, type BackupContent, type EntrySink } from '../archive/backup-content.js';
import { inFolder, isOfBackup, MARKER } from './folder-names.js';

/** The folder has a backup, or a part of one. */
export class FolderTaken extends Error {
  override readonly name = 'FolderTaken';
}

const ONLY_OWNER = { file: 0o600, folder: 0o700 } as const;

/**
 * Writes a backup unpacked into an existing folder. The files are written in a folder of their own
 * below it, and take their places once all are on the disk; the marker of a complete backup comes last.
 *
 * @param id a text that no other writer of the folder has
 * @throws FolderTaken if the folder has one of the names already; the error of the file system, for a
 *   full disk too
 */
export const writeFolder = async (
  folder: string,
  id: string,
  content: BackupContent,
): Promise<void> => {
  requireFree(await readdir(folder));
  const unfinished = join(folder, `.${id}.part`);
  await mkdir(unfinished, { mode: ONLY_OWNER.folder });
  try {
    const entries = new FolderEntries(unfinished);
    await fillBackup(entries, content);
    await entries.sync();
    await takePlaces(unfinished, folder);
  } finally {
    await rm(unfinished, { recursive: true, force: true });
  }
};

const requireFree = (names: readonly string[]): void => {
  const found = names.find(isOfBackup);
  if (found === undefined) return;
  const why = names.includes(MARKER) ? 'it has a backup' : 'a backup was not finished there';
  throw new FolderTaken(`the folder has ${found} already: ${why}`);
};

/** A backup that dies on the way has no marker. One that fails takes its files away again. */
const takePlaces = async (from: string, to: string): Promise<void> => {
  const names = (await readdir(from)).filter((name) => name !== MARKER);
  const taken: string[] = [];
  try {
    for (const name of [...names, MARKER]) {
      if (name === MARKER) await syncFolder(to);
      await takePlace(join(from, name), join(to, name));
      taken.push(name);
    }
    await syncFolder(to);
  } catch (error) {
    for (const name of taken.reverse()) await rm(join(to, name), { recursive: true, force: true });
    throw error;
  }
};

/** Never replaces anything: a link fails where a rename would replace a file. */
const takePlace = async (from: string, to: string): Promise<void> => {
  try {
    if ((await lstat(from)).isDirectory()) await rename(from, to);
    else await link(from, to);
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    if (!['EEXIST', 'ENOTEMPTY', 'ENOTDIR'].includes(code)) throw error;
    throw new FolderTaken(`the folder has ${to} already`);
  }
};

/** The files below a folder. */
class FolderEntries implements EntrySink {
  private readonly folders = new Set<string>();

  constructor(private readonly root: string) {}

  add(name: string, content: Buffer): Promise<void> {
    return this.stream(name, () => [content]);
  }

  async stream(name: string, pieces: () => Iterable<Uint8Array>): Promise<void> {
    const file = join(this.root, inFolder(name));
    await this.make(dirname(file));
    const handle = await open(file, 'wx', ONLY_OWNER.file);
    try {
      for (const piece of pieces()) await handle.writeFile(piece);
      await handle.sync();
    } finally {
      await handle.close();
    }
  }

  /** Makes the names of all files durable. */
  async sync(): Promise<void> {
    for (const folder of [...this.folders, this.root]) await syncFolder(folder);
  }

  private async make(folder: string): Promise<void> {
    if (folder === this.root || this.folders.has(folder)) return;
    await mkdir(folder, { recursive: true, mode: ONLY_OWNER.folder });
    this.folders.add(folder);
  }
}
