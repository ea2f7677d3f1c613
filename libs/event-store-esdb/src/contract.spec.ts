import { describe } from '@jest/globals';

import { eventStoreContract, NOW } from '#testing/event-store';

import { EsdbEventStore } from './esdb-event-store.js';

const url = process.env['EVENTSTORE_URL'];

(url === undefined ? describe.skip : describe)('a real server', () => {
  eventStoreContract('EventStoreDB', async (cluster) => ({
    store: EsdbEventStore.open({ url: url ?? '', cluster, clock: () => NOW }),
    remove: async () => undefined,
  }));
});
