import { mkdirSync } from 'node:fs';
import { join } from 'node:path';

import { SqliteEventStore, type Commit } from '#event-store-sqlite';
import { ReadModels } from '#read-models';

import { type Metrics } from '../metrics/metrics.js';
import { ProjectionThread } from './projection-thread.js';
import { type Settings } from './settings.js';

type Parts = Readonly<{
  metrics: Metrics;
  /** What the thread that projects runs. */
  projection: URL;
  onDefect: (error: unknown) => void;
}>;

/** Opens the embedded log and the read model in the data folder. */
export const openEmbedded = async (
  { data, cluster }: Settings,
  { metrics, projection, onDefect }: Parts,
): Promise<Readonly<{ store: SqliteEventStore; reads: ReadModels }>> => {
  mkdirSync(data, { recursive: true });
  const [log, file] = [join(data, 'log.db'), join(data, 'reads.db')];
  const listeners: (() => void)[] = [];
  const monitor = {
    now: () => performance.now(),
    committed: (commit: Commit) => {
      metrics.committed(commit);
      for (const listener of listeners) listener();
    },
  };
  const store = SqliteEventStore.open({ file: log, clock: () => new Date(), monitor });
  const thread = await ProjectionThread.open(projection, { file, log, cluster }, onDefect);
  listeners.push(() => {
    thread.written();
  });
  const onLost = (rule: string): void => {
    metrics.lost(rule);
  };
  const reads = ReadModels.over(file, { cluster, onLost }, (told) => thread.onAdvance(told));
  return { store, reads };
};
