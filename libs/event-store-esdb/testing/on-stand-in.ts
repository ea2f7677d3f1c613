import { afterEach, beforeEach } from '@jest/globals';

import { StoreUnavailable } from '#event-store';
import { NOW, streamsFor } from '#testing/event-store';

import { EsdbEventStore, type EsdbOptions } from '../src/esdb-event-store.js';
import { StandIn, type StandInOptions } from './stand-in.js';

type StoreOptions = Partial<EsdbOptions>;

/** A time that is enough for any answer on a busy machine, in milliseconds. */
const FOR_EVER = 600_000;
/**
 * A request without an answer after this time is sent again, in milliseconds; a repeat does no
 * harm.
 */
const SILENCE = 2000;

/** Repeats work that may be given up too early on a busy machine. */
export const insist = async <Result>(work: () => Promise<Result>): Promise<Result> => {
  for (;;)
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof StoreUnavailable)) throw error;
    }
};

/** A stand-in and the stores that a test opens on it. */
class TestStores {
  private readonly opened: EsdbEventStore[] = [];
  private server: StandIn | undefined;

  /**
   * @throws Error outside of a test
   */
  get standIn(): StandIn {
    if (this.server === undefined) throw new Error('the stand-in has not been started');
    return this.server;
  }

  /** Opens another store on the same server, like another process. */
  open(options: StoreOptions = {}): EsdbEventStore {
    const { url } = this.standIn;
    const patience = {
      appendPatienceMs: FOR_EVER,
      readPatienceMs: FOR_EVER,
      readSilenceMs: SILENCE,
    };
    const always = { url, streams: streamsFor('test'), clock: () => NOW };
    const store = EsdbEventStore.open({ ...always, ...patience, ...options });
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

/** A new stand-in for each test of a file; it and all stores on it are gone after the test. */
export const onStandIn = (): TestStores => {
  const stores = new TestStores();
  beforeEach(() => stores.start());
  afterEach(() => stores.stop());
  return stores;
};
