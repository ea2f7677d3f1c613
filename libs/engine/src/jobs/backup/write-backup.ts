import {
  archiveManifest,
  readmeOf,
  writeArchiveFile,
  type ArchivedBackup,
  type WrittenArchive,
} from '#backups';
import { parseStream } from '#domain';
import { type Position, type Recorded } from '#event-store';

import { Vault } from '../../keys/vault.js';
import { openLogAt } from '../../log/log-place.js';
import { type TaskContext } from '../task-context.js';

/** A backup to write, and its file. */
export type WriteBackup = Readonly<{
  path: string;
  /** Position of the last event. */
  upTo: Position;
  backup: Omit<ArchivedBackup, 'masterKey' | 'log'>;
}>;

/** Writes the archive of a backup: all events up to its cut, read beside the writer of the log. */
export const writeBackup = async (
  context: TaskContext,
  { path, upTo, backup }: WriteBackup,
): Promise<WrittenArchive> => {
  const { place } = context;
  const log = await openLogAt(place.log, place.cluster);
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
  try {
    return await writeArchiveFile(path, context.id, {
      takenAt: new Date(backup.takenAt),
      readme: readmeOf(archived),
      events: events(),
      manifest: (found) => archiveManifest(archived, found, keys.erased),
    });
  } finally {
    await log.close();
  }
};

/** The streams of sealed keys that the events name, and those that are there. */
class SealedKeys {
  private readonly named = new Set<string>();
  private readonly found = new Set<string>();

  take({ stream, event }: Recorded): void {
    const parsed = parseStream(stream);
    if (parsed?.kind === 'key') this.found.add(parsed.id);
    const { key } = event.data as Readonly<{ key?: unknown }>;
    const hasKey = event.type.startsWith('KeyContainer') || event.type.startsWith('Crypto');
    if (hasKey && typeof key === 'string') this.named.add(key);
  }

  /** The keys that are gone. */
  get erased(): readonly string[] {
    return [...this.named].filter((key) => !this.found.has(key)).sort();
  }
}
