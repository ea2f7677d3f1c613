import { join } from 'node:path';

import { isErasable } from '#domain';
import { makePrivate, SqliteEventStore, type Commit } from '#event-store-sqlite';
import { logId } from '#read-models';

import { type OpenedLog } from '../engine-parts.js';
import { type EngineSettings } from '../engine-settings.js';
import { requireCluster } from './data-folder.js';
import { knownLogs, requireKnown } from './known-log.js';
import { type OpenParts } from './opened.js';
import { openReads } from '../projection/projection-thread.js';
import { loadSnapshot, snapshotFile } from '../state/snapshots.js';

/** Opens the embedded log and the read model in the data folder. */
export const openEmbedded = async (
  settings: EngineSettings,
  parts: OpenParts,
): Promise<OpenedLog> => {
  const { data, cluster, masterKeyFile } = settings;
  makePrivate(data, { files: [masterKeyFile], warn: parts.warn });
  const known = knownLogs(settings);
  const [log, file] = [join(data, 'log.db'), join(data, 'reads.db')];
  const listeners: (() => void)[] = [];
  const monitor = {
    now: () => performance.now(),
    committed: (commit: Commit) => {
      parts.metrics.committed(commit);
      for (const listener of listeners) listener();
    },
  };
  const store = SqliteEventStore.open({
    file: log,
    clock: () => new Date(),
    isErasable,
    monitor,
    warn: parts.warn,
  });
  await requireUsable(store);
  await requireCluster(store, { file: log, cluster });
  const id = await logId(store);
  await requireKnown({ settings, warn: parts.warn }, known, { store, id });
  const place = { file, log: { kind: 'embedded', file: log }, id, cluster } as const;
  const { reads, thread } = await openReads(place, parts);
  listeners.push(() => {
    thread.written();
  });
  const recalled = await loadSnapshot({ file: snapshotFile(settings), cluster, store }, parts.warn);
  const health = { problem: () => store.problem, close: () => store.close() };
  return { store, place: place.log, reads, recalled, ...health };
};

/**
 * Tests the log with a write: SQLite also opens a file that it can only read. @throws LogUnusable
 */
const requireUsable = async (store: SqliteEventStore): Promise<void> => {
  const { problem } = store;
  if (problem === undefined) return;
  await store.close().catch(() => undefined);
  throw problem;
};
