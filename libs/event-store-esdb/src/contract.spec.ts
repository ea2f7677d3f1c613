import { afterAll, beforeAll, describe } from '@jest/globals';

import { eventStoreContract, NOW, streamsFor, type OpenStore } from '#testing/event-store';
import { StandIn } from '#testing/event-store-esdb';

import { EsdbEventStore } from './esdb-event-store.js';

const at =
  (url: () => string): OpenStore =>
  async (cluster) => ({
    store: EsdbEventStore.open({ url: url(), streams: streamsFor(cluster), clock: () => NOW }),
    remove: async () => undefined,
  });

describe('a stand-in', () => {
  let standIn: StandIn;
  beforeAll(async () => {
    standIn = await StandIn.start();
  });
  afterAll(() => standIn.stop());

  eventStoreContract(
    'EventStoreDB',
    at(() => standIn.url),
  );
});

/** Set it to run the contract against a server. Without it, the suite shows as skipped. */
const url = process.env['EVENTSTORE_URL'];

(url === undefined ? describe.skip : describe)('a real server, at EVENTSTORE_URL', () => {
  eventStoreContract(
    'EventStoreDB',
    at(() => url ?? ''),
  );
});
