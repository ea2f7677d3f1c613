import { type EventStoreDBClient } from '@eventstore/db-client';

import { type ConnectionString } from './connection/connection-string.js';
import { type EsdbEventStore, type EsdbOptions } from './esdb-event-store.js';

/**
 * The log on a server. The client of EventStoreDB takes long to load: whoever opens none does without.
 *
 * @throws WrongConnectionString
 */
export const openEsdbEventStore = async (options: EsdbOptions): Promise<EsdbEventStore> => {
  const { EsdbEventStore } = await import('./esdb-event-store.js');
  return EsdbEventStore.open(options);
};

/** The bare client of a server. @throws WrongConnectionString when a file that it names can't be read */
export const openClient = async (connection: ConnectionString): Promise<EventStoreDBClient> => {
  const { newClient } = await import('./connection/client.js');
  return newClient(connection);
};
