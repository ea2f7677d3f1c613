import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { link, open, rm, type FileHandle } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { Writable } from 'node:stream';

import { type BackupContent } from './backup-content.js';
import { writeArchive } from './write-archive.js';

/** A file that was written: its size, and the sha-256 of all its bytes, in hex. */
export type WrittenArchive = Readonly<{ bytes: number; sha256: string }>;

/** The file has another content already. */
export class ArchiveExists extends Error {
  override readonly name = 'ArchiveExists';
}

/**
 * Writes an archive to a new file. Until all bytes are on the disk the file has another name, so that
 * nothing that dies half way can pass for a backup.
 *
 * @param id a text that no other writer of the folder has
 * @throws ArchiveExists; the error of the file system, for a full disk too
 */
export const writeArchiveFile = async (
  path: string,
  id: string,
  content: BackupContent,
): Promise<WrittenArchive> => {
  if (existsSync(path)) throw new ArchiveExists(`${path} exists already`);
  const folder = dirname(path);
  const unfinished = join(folder, `.${basename(path)}.${id}.part`);
  const handle = await open(unfinished, 'wx', 0o600);
  try {
    const counting = new Counting(handle);
    await writeArchive(counting, content);
    await handle.sync();
    await handle.close();
    await requireNew(path, link(unfinished, path));
    await syncFolder(folder);
    return counting.written;
  } finally {
    await handle.close().catch(() => undefined);
    await rm(unfinished, { force: true });
  }
};

/** A link never replaces a file, as a rename would. */
const requireNew = async (path: string, linking: Promise<void>): Promise<void> => {
  try {
    await linking;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    throw new ArchiveExists(`${path} exists already`);
  }
};

/** Makes the names of the files of a folder durable. */
export const syncFolder = async (folder: string): Promise<void> => {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
};

/** Writes to a file, and counts and hashes the bytes. */
class Counting extends Writable {
  private readonly hash = createHash('sha256');
  private bytes = 0;

  constructor(private readonly handle: FileHandle) {
    super();
  }

  get written(): WrittenArchive {
    return { bytes: this.bytes, sha256: this.hash.copy().digest('hex') };
  }

  override _write(piece: Buffer, _: BufferEncoding, done: (error?: Error | null) => void): void {
    this.hash.update(piece);
    this.bytes += piece.length;
    this.handle.writeFile(piece).then(() => {
      done();
    }, done);
  }
}
