import { EventStoreDBClient } from '@eventstore/db-client';

import { type ConnectionString } from './connection-string.js';
import { filesOf } from './files.js';

/**
 * A client of the server that a connection string names.
 *
 * @throws WrongConnectionString if a file that it names can't be read
 */
export const newClient = (connection: ConnectionString): EventStoreDBClient => {
  const { discovers, hosts, credentials, parameters: options } = connection;
  const channel = { insecure: options.tls === false, ...filesOf(connection) };
  const [first, ...others] = hosts;
  if (discovers)
    return new EventStoreDBClient({ ...options, discover: first }, channel, credentials);
  return others.length > 0
    ? new EventStoreDBClient({ ...options, endpoints: [first, ...others] }, channel, credentials)
    : new EventStoreDBClient({ ...options, endpoint: first }, channel, credentials);
};
