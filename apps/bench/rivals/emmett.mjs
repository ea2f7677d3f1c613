import { getSQLiteEventStore } from '@event-driven-io/emmett-sqlite';

import { measure } from './measure.mjs';

await measure(async (file) => {
  const store = getSQLiteEventStore({ fileName: file });
  const append = ({ stream, revision, event }) =>
    store.appendToStream(stream, [{ ...event, kind: 'Event' }], {
      expectedStreamVersion: revision < 0 ? 'STREAM_DOES_NOT_EXIST' : BigInt(revision + 1),
    });
  await append({ stream: 'warm-up', revision: -1, event: { type: 'WarmUp', data: {} } });
  return append;
});
