import { constants } from 'node:fs';
import { open, readdir, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';

import { ArchiveDamaged } from '../archive/archive-damaged.js';
import { isWindowsFile, LIMITS, MANIFEST, README, SUMS, WINDOWS } from '../archive/entries.js';
import { EntrySequence, type ArchivePart } from '../archive/entry-sequence.js';
import { EVENTS, inFolder, MARKER } from './folder-names.js';

const { O_RDONLY, O_NOFOLLOW, O_NONBLOCK } = constants;

/**
 * The events and the manifest of a backup in a folder, compared with its sums. It takes the same memory
 * for any number of events.
 *
 * @throws ArchiveDamaged if the marker of a complete backup is missing, or a file is not as it was
 *   written; the error of the file system
 */
export async function* readFolder(folder: string): AsyncGenerator<ArchivePart> {
  await contentIn(folder, MARKER, 0);
  const sequence = new EntrySequence();
  for (const name of [README, ...(await eventsIn(folder)), MANIFEST, SUMS]) {
    const handle = await openIn(folder, name);
    try {
      const { size } = await handle.stat();
      const bytes = handle.createReadStream({ autoClose: false });
      const entry = { header: { name, size, type: 'file' } };
      yield* sequence.take(Object.assign(bytes, entry));
    } finally {
      await handle.close();
    }
  }
}

/** The names of the files of Windows but the last, below the folder. */
export const windowsFilesIn = async (folder: string): Promise<ReadonlySet<string>> => {
  const found = new Set<string>();
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const { name } = entry;
    const names = entry.isDirectory()
      ? (await readdir(join(folder, name))).map((file) => `${name}/${file}`)
      : [name];
    for (const one of names) if (isWindowsFile(one)) found.add(one);
  }
  return found;
};

/** The bytes of a file of Windows. @throws ArchiveDamaged if there is none, or it is too large */
export const windowsFileIn = (folder: string, name: string): Promise<Buffer> =>
  contentIn(folder, `${WINDOWS}${name}`, LIMITS.windows);

const eventsIn = async (folder: string): Promise<readonly string[]> => {
  try {
    return (await readdir(join(folder, EVENTS))).sort().map((name) => `${EVENTS}/${name}`);
  } catch (error) {
    throw faultOf(EVENTS, error);
  }
};

const contentIn = async (folder: string, entry: string, limit: number): Promise<Buffer> => {
  const handle = await openIn(folder, inFolder(entry));
  try {
    const { size } = await handle.stat();
    if (size > limit)
      throw new ArchiveDamaged({ entry: inFolder(entry) }, `at most ${limit} bytes`, `${size}`);
    return await handle.readFile();
  } finally {
    await handle.close();
  }
};

/** A link is never followed: it may lead to a file that the caller has no right to. A pipe is not waited for. */
const openIn = async (folder: string, name: string): Promise<FileHandle> => {
  let handle: FileHandle;
  try {
    handle = await open(join(folder, name), O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
  } catch (error) {
    throw faultOf(name, error);
  }
  if ((await handle.stat()).isFile()) return handle;
  await handle.close();
  throw new ArchiveDamaged({ entry: name }, 'a file', 'something else');
};

const MISSING: Readonly<Record<string, string>> = {
  ENOENT: 'none',
  ENOTDIR: 'something else',
  ELOOP: 'a link',
};

const faultOf = (entry: string, error: unknown): unknown => {
  const found = MISSING[(error as NodeJS.ErrnoException).code ?? ''];
  return found === undefined ? error : new ArchiveDamaged({ entry }, 'a file', found);
};
