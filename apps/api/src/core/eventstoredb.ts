import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

import { StoreUnavailable, type EventStore } from '#event-store';
import { EsdbEventStore, WrongConnectionString } from '#event-store-esdb';
import { lockFor, makePrivate } from '#event-store-sqlite';

import { type Metrics } from '../metrics/metrics.js';
import { type Opened, type OpenParts } from './opened.js';
import { openReads } from './projection-thread.js';
import { WrongSetting, type Settings } from './settings.js';

const RETRY_MS = 1000;

/** Uses the EventStoreDB at a connection string; the read model is in the data folder. */
export const openEventStoreDb = async (
  { data, cluster, masterKeyFile }: Settings,
  url: string,
  parts: OpenParts,
): Promise<Opened> => {
  makePrivate(data, { files: [masterKeyFile], warn: parts.warn });
  const file = join(data, 'reads.db');
  const unlock = lockFor(file, process.pid);
  const store = connect(url, cluster, parts.metrics);
  await reachable(store, parts.warn);
  const log = { kind: 'eventstoredb', url } as const;
  const { reads } = await openReads({ file, log, cluster }, parts);
  return {
    store,
    reads,
    lease: (options) => store.lease(options),
    problem: () => store.problem,
    close: async () => {
      await store.close();
      unlock();
    },
  };
};

/** @throws WrongSetting; it does not show the string, which may hold a password */
const connect = (url: string, cluster: string, metrics: Metrics): EsdbEventStore => {
  try {
    return EsdbEventStore.open({
      url,
      cluster,
      clock: () => new Date(),
      onAppended: (append) => {
        metrics.appendedTo(append);
      },
    });
  } catch (error) {
    if (!(error instanceof WrongConnectionString)) throw error;
    throw new WrongSetting(`EVENTSTORE_URL ${error.message}`);
  }
};

/** A server that is not there yet is waited for. */
const reachable = async (store: EventStore, warn: (reason: string) => void): Promise<void> => {
  for (;;)
    try {
      await store.head();
      return;
    } catch (error) {
      if (!(error instanceof StoreUnavailable)) throw error;
      warn(`${error.message}; trying again`);
      await pause(RETRY_MS);
    }
};
