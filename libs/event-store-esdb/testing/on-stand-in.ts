import { afterEach, beforeEach } from '@jest/globals';

import { NOW } from '#testing/event-store';

import { EsdbEventStore, type EsdbOptions } from '../src/index.js';
import { StandIn, type StandInOptions } from './stand-in.js';

type StoreOptions = Partial<EsdbOptions>;

/** A stand-in and the stores that a test opens on it. */
class TestStores {
  private readonly opened: EsdbEventStore[] = [];
  private server: StandIn | undefined;

  /** @throws Error outside of a test */
  get standIn(): StandIn {
    if (this.server === undefined) throw new Error('the stand-in has not been started');
    return this.server;
  }

  /** Another store on the same server, as another process has one. */
  open(options: StoreOptions = {}): EsdbEventStore {
    const { url } = this.standIn;
    const store = EsdbEventStore.open({ url, cluster: 'test', clock: () => NOW, ...options });
    this.opened.push(store);
    return store;
  }

  async start(options: StandInOptions = {}): Promise<void> {
    await this.stop();
    this.server = await StandIn.start(options);
  }

  async stop(): Promise<void> {
    await Promise.all(this.opened.splice(0).map((store) => store.close()));
    await this.server?.stop();
    this.server = undefined;
  }
}

/** A new stand-in for each test of a file, which is gone after it with all stores on it. */
export const onStandIn = (): TestStores => {
  const stores = new TestStores();
  beforeEach(() => stores.start());
  afterEach(() => stores.stop());
  return stores;
};
