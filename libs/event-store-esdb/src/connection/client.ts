import { readFileSync } from 'node:fs';

import { EventStoreDBClient } from '@eventstore/db-client';

import { WrongConnectionString, type ConnectionString } from './connection-string.js';

/** The parameters that name files, with the client's names for their contents. */
const FILES = [
  ['tlsCAFile', 'rootCertificate'],
  ['userCertFile', 'userCertFile'],
  ['userKeyFile', 'userKeyFile'],
] as const;

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

/**
 * The content of the files that a connection string names, by the client's names.
 *
 * @throws WrongConnectionString if a file can't be read
 */
export const filesOf = ({ parameters }: ConnectionString): Readonly<Record<string, Buffer>> =>
  Object.fromEntries(
    FILES.flatMap(([parameter, name]) => {
      const file = parameters[parameter];
      return file === undefined ? [] : [[name, read(parameter, file)] as const];
    }),
  );

const read = (parameter: string, file: string): Buffer => {
  try {
    return readFileSync(file);
  } catch (cause) {
    throw new WrongConnectionString(`has ${parameter}, which is no file that can be read`, {
      cause,
    });
  }
};
