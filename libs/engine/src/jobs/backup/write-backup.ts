import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import {
  archiveManifest,
  readmeOf,
  writeArchiveFile,
  writeFolder,
  type BackupAtCut,
  type BackupContent,
  type BackupForm,
  type WrittenArchive,
} from '#backups';
import { parseStream } from '#domain';
import { type Position, type Recorded } from '#event-store';
import { readsBeside, type LogSource, type ReadModels } from '#read-models';

import { Vault } from '../../keys/vault.js';
import { openLogAt } from '../../log/log-place.js';
import { type TaskContext } from '../task-context.js';
import { SealedKeys } from '../verify/sealed-keys.js';
import { windowsFilesAt } from './windows-files-at.js';

/** A backup to write, and its file or folder. */
export type WriteBackup = Readonly<{
  path: string;
  form: BackupForm;
  /** Position of the last event. */
  upTo: Position;
  backup: BackupAtCut;
}>;

/**
 * Writes a backup, beside the writer of the log: all events up to its cut, and the stored
 * copies as files of Windows, each from the read model when it is written.
 */
export const writeBackup = async (
  context: TaskContext,
  order: WriteBackup,
): Promise<WrittenArchive | undefined> => {
  const { place } = context;
  const reads = readsBeside(join(place.data, 'reads.db'), { cluster: place.cluster });
  try {
    const log = await openLogAt(place.log, place.cluster);
    try {
      const content = contentOf({ context, log, reads }, order);
      if (order.form === 'archive') return await writeArchiveFile(order.path, context.id, content);
      await writeFolder(order.path, context.id, content);
      return undefined;
    } finally {
      await log.close();
    }
  } finally {
    await reads.close();
  }
};

type Sources = Readonly<{ context: TaskContext; log: LogSource; reads: ReadModels }>;

const contentOf = (
  { context, log, reads }: Sources,
  { form, upTo, backup }: WriteBackup,
): BackupContent => {
  const { place } = context;
  const keys = new SealedKeys();
  const resting = new Resting();
  const events = async function* (): AsyncIterable<Recorded> {
    for await (const recorded of log.readLog({ to: upTo })) {
      await context.pause();
      await resting.rest();
      context.progress(Number(recorded.position), Number(upTo));
      if (parseStream(recorded.stream)?.cluster !== place.cluster) continue;
      keys.take(recorded);
      yield recorded;
    }
  };
  const { fingerprint: id = null } = new Vault(place.masterKeyFile, () => true);
  const archived = { ...backup, log: place.id, masterKey: { id, present: id !== null } };
  const takenAt = new Date(backup.takenAt);
  return {
    takenAt,
    readme: readmeOf(archived, form),
    events: events(),
    manifest: (found) => archiveManifest(archived, found, keys.erased),
    windows: () => windowsFilesAt({ reads, upTo, takenAt }, (key) => keys.copyOf(key, id)),
  };
};

/** The time of work between two rests, in milliseconds. */
const WORK_MS = 5;

/** Rests as long as the work took, so that those who write the log come first. */
class Resting {
  private since = performance.now();

  async rest(): Promise<void> {
    const worked = performance.now() - this.since;
    if (worked < WORK_MS) return;
    await sleep(worked);
    this.since = performance.now();
  }
}
