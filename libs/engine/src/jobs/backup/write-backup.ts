import { join } from 'node:path';

import {
  archiveManifest,
  readmeOf,
  windowsFiles,
  writeArchiveFile,
  type ArchivedBackup,
  type WrittenArchive,
} from '#backups';
import { parseStream } from '#domain';
import { type Position, type Recorded } from '#event-store';
import { readsBeside } from '#read-models';

import { Vault } from '../../keys/vault.js';
import { openLogAt } from '../../log/log-place.js';
import { type TaskContext } from '../task-context.js';
import { SealedKeys } from './sealed-keys.js';

/** A backup to write, and its file. */
export type WriteBackup = Readonly<{
  path: string;
  /** Position of the last event. */
  upTo: Position;
  backup: Omit<ArchivedBackup, 'masterKey' | 'log'>;
}>;

/**
 * Writes the archive of a backup, beside the writer of the log: all events up to its cut, and the
 * stored copies as files of Windows, each from the read model when it is written.
 */
export const writeBackup = async (
  context: TaskContext,
  { path, upTo, backup }: WriteBackup,
): Promise<WrittenArchive> => {
  const { place } = context;
  const log = await openLogAt(place.log, place.cluster);
  const reads = readsBeside(join(place.data, 'reads.db'), { cluster: place.cluster });
  const keys = new SealedKeys();
  const events = async function* (): AsyncIterable<Recorded> {
    for await (const recorded of log.readLog({ to: upTo })) {
      await context.pause();
      context.progress(Number(recorded.position), Number(upTo));
      if (parseStream(recorded.stream)?.cluster !== place.cluster) continue;
      keys.take(recorded);
      yield recorded;
    }
  };
  const { fingerprint: id = null } = new Vault(place.masterKeyFile, () => true);
  const archived = { ...backup, log: place.id, masterKey: { id, present: id !== null } };
  const takenAt = new Date(backup.takenAt);
  try {
    return await writeArchiveFile(path, context.id, {
      takenAt,
      readme: readmeOf(archived),
      events: events(),
      manifest: (found) => archiveManifest(archived, found, keys.erased),
      windows: () =>
        windowsFiles({
          ...{ takenAt, view: reads.stateAt(upTo) },
          captured: ({ id: checkpoint, captures: number, effectiveKey }) =>
            reads.contents.of({ checkpoint, number }, effectiveKey, upTo),
          sealed: (key) => keys.copyOf(key, id),
        }),
    });
  } finally {
    await log.close();
    await reads.close();
  }
};
