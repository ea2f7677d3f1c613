import { join } from 'node:path';

import { isErasable } from '#domain';
import { type EventStore } from '#event-store';
import { SqliteEventStore, SqliteLogReader } from '#event-store-sqlite';
import { ReadModels } from '#read-models';

import { Generator } from './generate.js';
import { CLUSTER } from './names.js';

/** The size of the cluster behind a past. */
export const SIZES = { nodes: 4, values: 2000, resources: 8 };

/** A log with its read model. */
export type Past = Readonly<{
  file: string;
  store: EventStore;
  reads: ReadModels;
  events: number;
  close: () => Promise<void>;
}>;

/** Writes a history of so many events, and projects it. */
export const pastWith = async (folder: string, events: number): Promise<Past> => {
  const file = join(folder, `log-${events}.db`);
  const store = SqliteEventStore.open({ file, clock: () => new Date(), isErasable });
  await new Generator(store, { ...SIZES, events }).run();
  const reads = await project(file, join(folder, `reads-${events}.db`));
  return {
    file,
    store,
    reads,
    events,
    close: async () => {
      await reads.close();
      await store.close();
    },
  };
};

/** Projects a log as the server's projection thread does, which reads the file of the log. */
export const project = async (log: string, file: string): Promise<ReadModels> => {
  const reader = new SqliteLogReader(log);
  const reads = await ReadModels.open({ file, log: reader, cluster: CLUSTER });
  await reads.start(await reader.head());
  return reads;
};
