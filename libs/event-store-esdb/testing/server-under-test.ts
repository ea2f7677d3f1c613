import { afterAll, beforeAll, describe } from '@jest/globals';
import { EventStoreDBClient } from '@eventstore/db-client';

import { StandIn } from './index.js';

/** A real server that the specs are to be run against, and whether nobody else writes to it. */
const { EVENTSTORE_URL, EVENTSTORE_ALONE } = process.env;

/** What the specs call the server they run against. */
export const SERVER = EVENTSTORE_URL === undefined ? 'a stand-in' : 'a real server';

/**
 * What looks at the whole log can't be told from what others write to it. Against a real server
 * it is run with `EVENTSTORE_ALONE=1`, one spec after the other (`--runInBand`).
 */
export const describeAlone =
  EVENTSTORE_URL === undefined || EVENTSTORE_ALONE === '1' ? describe : describe.skip;

export type ServerUnderTest = Readonly<{
  /** Its connection string. */
  url: () => string;
  client: () => EventStoreDBClient;
}>;

/** The server at `EVENTSTORE_URL`, or else a stand-in, for all tests of a file. */
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
