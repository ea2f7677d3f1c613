import { join } from 'node:path';

import { makePrivate, SqliteEventStore, type Commit } from '#event-store-sqlite';

import { type Opened, type OpenParts } from './opened.js';
import { openReads } from './projection-thread.js';
import { type Settings } from './settings.js';

/** Opens the embedded log and the read model in the data folder. */
export const openEmbedded = async (
  { data, cluster, masterKeyFile }: Settings,
  parts: OpenParts,
): Promise<Opened> => {
  makePrivate(data, { files: [masterKeyFile], warn: parts.warn });
  const [log, file] = [join(data, 'log.db'), join(data, 'reads.db')];
  const listeners: (() => void)[] = [];
  const monitor = {
    now: () => performance.now(),
    committed: (commit: Commit) => {
      parts.metrics.committed(commit);
      for (const listener of listeners) listener();
    },
  };
  const store = SqliteEventStore.open({ file: log, clock: () => new Date(), monitor });
  const place = { file, log: { kind: 'embedded', file: log }, cluster } as const;
  const { reads, thread } = await openReads(place, parts);
  listeners.push(() => {
    thread.written();
  });
  return { store, reads, close: () => store.close() };
};
