import { getSQLiteEventStore } from '@event-driven-io/emmett-sqlite';

import { measure } from './measure.mjs';

/**
 * Runs appends one after the other. The store has one connection and no queue: two appends at once
 * fail with SQLITE_MISUSE.
 */
const oneByOne = (work) => {
  let last = Promise.resolve();
  return (argument) => {
    last = last.then(() => work(argument));
    return last;
  };
};

await measure(async (file) => {
  const store = getSQLiteEventStore({ fileName: file });
  const append = oneByOne(({ stream, revision, event }) =>
    store.appendToStream(stream, [event], {
      expectedStreamVersion: revision < 0 ? 'STREAM_DOES_NOT_EXIST' : BigInt(revision + 1),
    }),
  );
  await append({ stream: 'warm-up', revision: -1, event: { type: 'WarmUp', data: {} } });
  return append;
});
