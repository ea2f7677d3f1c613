import { randomUUID } from 'node:crypto';

/** Settings that name an empty log, and a function that removes it. */
export type TestLog = Readonly<{
  settings: Readonly<Record<string, string>>;
  remove: () => Promise<void>;
}>;

/**
 * The log of one test: embedded, on a stand-in of EventStoreDB, or on the real server at
 * EVENTSTORE_URL, as `jest.config.js` says for each of its projects.
 */
export const openTestLog = async (): Promise<TestLog> => {
  switch (process.env['TIDEMARK_TEST_LOG']) {
    case 'stand-in':
      return onStandIn();
    case 'server':
      return onServer(process.env['EVENTSTORE_URL'] ?? '');
    default:
      return { settings: {}, remove: async () => undefined };
  }
};

/** A log that several processes share: on the real server at EVENTSTORE_URL, or on a stand-in. */
export const openSharedLog = async (): Promise<TestLog> => {
  const url = process.env['EVENTSTORE_URL'];
  return url === undefined ? onStandIn() : onServer(url);
};

const onStandIn = async (): Promise<TestLog> => {
  // Its protocol takes long to load, and most tests are on the embedded log.
  const { StandIn } = await import('#testing/event-store-esdb');
  const standIn = await StandIn.start();
  return { settings: inCluster(standIn.url), remove: () => standIn.stop() };
};

const onServer = (url: string): TestLog => ({
  settings: inCluster(url),
  remove: async () => undefined,
});

/** The settings with a cluster of its own for each test, because the server outlives the test. */
const inCluster = (url: string): TestLog['settings'] => ({
  EVENTSTORE_URL: url,
  TIDEMARK_CLUSTER: `test_${randomUUID().replaceAll('-', '').slice(0, 20)}`,
});
