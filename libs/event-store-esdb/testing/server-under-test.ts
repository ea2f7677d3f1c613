import { afterAll, beforeAll, describe } from '@jest/globals';
import { EventStoreDBClient } from '@eventstore/db-client';

import { StandIn } from './index.js';

/** The URL of a real server for the specs, and whether no one else writes to it. */
const { EVENTSTORE_URL, EVENTSTORE_ALONE } = process.env;

/** The name of the server in test titles. */
export const SERVER = EVENTSTORE_URL === undefined ? 'a stand-in' : 'a real server';

/**
 * A suite that looks at the whole log, so that foreign writes disturb it. Against a real server it
 * runs only with `EVENTSTORE_ALONE=1`, one spec after the other (`--runInBand`).
 */
export const describeAlone =
  EVENTSTORE_URL === undefined || EVENTSTORE_ALONE === '1' ? describe : describe.skip;

export type ServerUnderTest = Readonly<{
  /** Its connection string. */
  url: () => string;
  client: () => EventStoreDBClient;
}>;

/** The server at `EVENTSTORE_URL`, or a stand-in, for all tests of a file. */
export const serverUnderTest = (): ServerUnderTest => {
  let standIn: StandIn | undefined;
  let client: EventStoreDBClient | undefined;
  const url = (): string => EVENTSTORE_URL ?? standIn?.url ?? '';
  beforeAll(async () => {
    if (EVENTSTORE_URL === undefined) standIn = await StandIn.start();
    client = EventStoreDBClient.connectionString(url());
  });
  afterAll(async () => {
    await client?.dispose();
    await standIn?.stop();
  });
  return { url, client: () => present(client) };
};

const present = <T>(value: T | undefined): T => {
  if (value === undefined) throw new Error('the server has not been started');
  return value;
};
