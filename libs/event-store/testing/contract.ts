import { afterEach, beforeEach, describe } from '@jest/globals';

import { type EventStore } from '../src/event-store.js';
import { appending } from './contract-append.js';
import { newCluster } from './events.js';
import { erasing } from './contract-erase.js';
import { reading } from './contract-read.js';
import { subscribing } from './contract-subscribe.js';

/**
 * A store with an empty cluster, and a function that removes the store. Its clock stands still at
 * `NOW`.
 */
export type OpenStore = (
  cluster: string,
) => Promise<Readonly<{ store: EventStore; remove: () => Promise<void> }>>;

/** The tests that every store must pass, without exception. */
export const eventStoreContract = (name: string, open: OpenStore): void => {
  describe(`${name} keeps the contract of an event store`, () => {
    let opened: Awaited<ReturnType<OpenStore>>;
    const store = (): EventStore => opened.store;

    beforeEach(async () => {
      opened = await open(newCluster());
    });

    afterEach(async () => {
      await opened.store.close();
      await opened.remove();
    });

    describe('appending', () => {
      appending(store);
    });
    describe('reading', () => {
      reading(store);
    });
    describe('subscribing', () => {
      subscribing(store);
    });
    describe('erasing and closing', () => {
      erasing(store);
    });
  });
};
