import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { eventStoreContract, isErasable, NOW } from '#testing/event-store';

import { SqliteEventStore } from './sqlite-event-store.js';

eventStoreContract('the embedded log', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'tidemark-log-'));
  return {
    store: SqliteEventStore.open({ file: join(folder, 'log.db'), clock: () => NOW, isErasable }),
    remove: () => rm(folder, { recursive: true }),
  };
});
