import { join } from 'node:path';

import {
  ArchiveDamaged,
  eventsFault,
  manifestIn,
  readFolder,
  windowsFileIn,
  windowsFilesIn,
  type ArchiveManifest,
  type ArchivePart,
} from '#backups';
import { type Cut } from '#domain';
import { type Position } from '#event-store';
import { eventAtCut, readsBeside, type ReadModels } from '#read-models';

import { type TaskContext } from '../task-context.js';
import { SealedKeys } from '../verify/sealed-keys.js';
import { windowsFilesAt } from './windows-files-at.js';

/** The backup in a folder. */
export type FolderBackup = Readonly<{
  /** Id of the backup. */
  backup: string;
  cut: Cut;
}>;

/**
 * Reads the backup in a folder, compares its files with their sums, and, if it was taken of this log,
 * its files of Windows with the log.
 *
 * @throws ArchiveDamaged; the error of the file system
 */
export const inspectFolder = async (
  { pause, place }: TaskContext,
  { folder }: Readonly<{ folder: string }>,
): Promise<FolderBackup> => {
  const keys = new SealedKeys();
  let manifest: ArchiveManifest | undefined;
  for await (const part of readFolder(folder)) {
    await pause();
    if (part.type === 'manifest') manifest = checkedManifest(part);
    if (part.type === 'events') for (const recorded of part.records) keys.take(recorded);
  }
  if (manifest === undefined) throw new ArchiveDamaged({}, 'a manifest', 'none');
  const { id: backup, cut } = manifest;
  const reads = readsBeside(join(place.data, 'reads.db'), { cluster: place.cluster });
  try {
    const upTo = eventAtCut(reads, cut)?.position;
    if (upTo !== undefined) await checkWindows({ folder, reads, upTo, manifest, keys, pause });
    return { backup, cut };
  } finally {
    await reads.close();
  }
};

const checkedManifest = ({
  manifest,
  events,
}: Extract<ArchivePart, { type: 'manifest' }>): ArchiveManifest => {
  const claims = manifestIn(manifest);
  const fault = eventsFault(claims, events);
  if (fault !== undefined)
    throw new ArchiveDamaged(
      { entry: 'manifest.json' },
      `the events ${fault.expected}`,
      fault.found,
    );
  return claims;
};

type Compared = Pick<TaskContext, 'pause'> &
  Readonly<{
    folder: string;
    reads: ReadModels;
    upTo: Position;
    manifest: ArchiveManifest;
    keys: SealedKeys;
  }>;

const checkWindows = async ({
  folder,
  reads,
  upTo,
  manifest,
  keys,
  pause,
}: Compared): Promise<void> => {
  const left = new Set(await windowsFilesIn(folder));
  const moment = { reads, upTo, takenAt: new Date(manifest.takenAt) };
  const { id } = manifest.masterKey;
  for (const { name, faultOf } of windowsFilesAt(moment, (key) => keys.copyOf(key, id))) {
    await pause();
    const fault = faultOf(await windowsFileIn(folder, name));
    if (fault !== undefined)
      throw new ArchiveDamaged({ entry: name }, 'the content of the events', fault);
    left.delete(name);
  }
  const [more] = left;
  if (more !== undefined) throw new ArchiveDamaged({ entry: more }, 'no further file', more);
};
