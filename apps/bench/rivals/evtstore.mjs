import { createProvider, migrate } from 'evtstore/provider/knex.js';
import knex from 'knex';

import { measure } from './measure.mjs';

await measure(async (file) => {
  const client = knex({
    client: 'better-sqlite3',
    connection: { filename: file },
    useNullAsDefault: true,
    pool: {
      afterCreate: (connection, done) => {
        connection.pragma('journal_mode = WAL');
        connection.pragma('synchronous = FULL');
        done(null, connection);
      },
    },
  });
  await migrate({ client, events: 'events', bookmarks: 'bookmarks' });
  const provider = createProvider({
    events: () => client.table('events'),
    bookmarks: () => client.table('bookmarks'),
  });
  return ({ stream, revision, event }) => {
    const version = revision + 2;
    const stored = { stream: 'bench', aggregateId: stream, version, event, timestamp: new Date() };
    return provider.append('bench', stream, version - 1, [stored]);
  };
});
