import { randomUUID } from 'node:crypto';

/** Which log the end-to-end tests of a run are about; `jest.config.js` says it for each project. */
type LogKind = 'embedded' | 'eventstoredb';

/** Settings that name a log in which nothing was written, and what takes it away. */
export type TestLog = Readonly<{
  settings: Readonly<Record<string, string>>;
  remove: () => Promise<void>;
}>;

export const logKind = (): LogKind =>
  process.env['TIDEMARK_TEST_LOG'] === 'eventstoredb' ? 'eventstoredb' : 'embedded';

/** A cluster of its own for each test: a server outlives it. */
export const openTestLog = async (): Promise<TestLog> => {
  if (logKind() === 'embedded') return { settings: {}, remove: async () => undefined };
  const url = process.env['EVENTSTORE_URL'] ?? '';
  const cluster = `test_${randomUUID().replaceAll('-', '').slice(0, 20)}`;
  return {
    settings: { EVENTSTORE_URL: url, TIDEMARK_CLUSTER: cluster },
    remove: async () => undefined,
  };
};
