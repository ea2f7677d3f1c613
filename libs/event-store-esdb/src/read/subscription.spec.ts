import { getEventListeners } from 'node:events';

import { describe, expect, test } from '@jest/globals';

import { NO_STREAM, StoreUnavailable } from '#event-store';
import {
  collect,
  eventFor,
  eventsFor,
  keyStreamFor,
  streamFor,
  streamsFor,
} from '#testing/event-store';
import { type Fault } from '#testing/event-store-esdb';

import { onStandIn } from '../../testing/on-stand-in.js';
import { nameOf, Subscriber } from '../../testing/subscriber.js';

const on = onStandIn();
const a = streamFor('a');

const namesFor = (prefix: string, count: number): readonly string[] =>
  eventsFor(prefix, count).map(({ id }) => nameOf(id));

/** Waits until everything that the server has sent is there. */
const turns = async (): Promise<void> => {
  for (let turn = 0; turn < 20; turn += 1)
    await new Promise<void>((resolve) => {
      setImmediate(resolve);
    });
};

/** Appends events one by one. */
const write = async (prefix: string, count: number, from: number): Promise<void> => {
  const store = on.open();
  for (const [at, event] of eventsFor(prefix, count).entries())
    await store.append(a, [event], BigInt(from + at - 1));
};

describe('a subscription', () => {
  test('that is cut goes on after the last event that it gave', async () => {
    await write('past', 5, 0);
    const subscriber = new Subscriber(on.open());
    const expected = [...namesFor('past', 5)];
    for (let round = 0; round < 5; round += 1) {
      expect(await subscriber.until(expected.length)).toEqual(expected);
      on.standIn.cutConnections();
      await write(`live ${round}`, 3, 5 + 3 * round);
      expected.push(...namesFor(`live ${round}`, 3));
    }
    expect(await subscriber.until(expected.length)).toEqual(expected);
    await subscriber.stop();
  });

  test('with a slow reader goes on after the last event given, without repeats', async () => {
    await write('past', 40, 0);
    const subscriber = new Subscriber(on.open());
    subscriber.hold = turns;
    await subscriber.until(40);
    on.standIn.cutConnections();
    await write('live', 2, 40);
    expect(await subscriber.until(42)).toEqual([...namesFor('past', 40), ...namesFor('live', 2)]);
    await subscriber.stop();
  });

  test('waits while the server is away, and goes on', async () => {
    await write('past', 3, 0);
    const subscriber = new Subscriber(on.open());
    await subscriber.until(3);
    await on.standIn.crash();
    await on.standIn.restart();
    await write('live', 3, 3);
    expect(await subscriber.until(6)).toEqual([...namesFor('past', 3), ...namesFor('live', 3)]);
    await subscriber.stop();
  });

  test.each<Fault>(['cut-before', 'timeout', 'not-leader', 'not-ready', 'unavailable'])(
    'whose beginning meets %s begins again',
    async (fault) => {
      await write('past', 3, 0);
      void on.standIn.faults.next('subscribe', fault);
      const subscriber = new Subscriber(on.open());
      expect(await subscriber.until(3)).toEqual(namesFor('past', 3));
      await subscriber.stop();
    },
  );

  test.each<Fault>(['access-denied', 'unauthenticated'])(
    'that the server refuses (%s) reports that',
    async (fault) => {
      void on.standIn.faults.next('subscribe', fault);
      const { ended } = new Subscriber(on.open());
      await expect(ended).rejects.toThrow(StoreUnavailable);
      await expect(ended).rejects.toThrow(/EventStoreDB refuses the request/);
      expect(on.standIn.faults.count('subscribe')).toBe(1);
    },
  );

  test('passes over the events of other clusters, and goes on after them', async () => {
    const store = on.open();
    await write('past', 2, 0);
    const other = on.open({ streams: streamsFor('other') });
    for (let at = 0; at < 6000; at += 1000)
      await other.append('other.node-1', eventsFor(`other ${at}`, 1000), BigInt(at - 1));
    await store.append('test.lease-processes', [eventFor('lease')], NO_STREAM);
    const subscriber = new Subscriber(store);
    await subscriber.until(2);
    on.standIn.cutConnections();
    await write('live', 2, 2);
    expect(await subscriber.until(4)).toEqual([...namesFor('past', 2), ...namesFor('live', 2)]);
    await subscriber.stop();
  });

  test('never gives an event that was erased before the subscription reached it', async () => {
    const store = on.open();
    const key = keyStreamFor('k');
    await write('past', 2, 0);
    await store.append(key, eventsFor('secret', 2), NO_STREAM);
    await store.erase(key);
    await write('after', 2, 2);
    const subscriber = new Subscriber(on.open());
    expect(await subscriber.until(4)).toEqual([...namesFor('past', 2), ...namesFor('after', 2)]);
    await subscriber.stop();
  });

  test('with a reader that is too slow for the server goes on without gap or repeat', async () => {
    await on.start({ liveBuffer: 5 });
    const subscriber = new Subscriber(on.open());
    await write('first', 1, 0);
    const held = Promise.withResolvers<undefined>();
    subscriber.hold = (): Promise<unknown> => held.promise;
    await subscriber.until(1);
    for (let round = 0; round < 4; round += 1) {
      const events = eventsFor(`round ${round}`, 400);
      await on.open().append(a, events, BigInt(400 * round));
    }
    held.resolve(undefined);
    const rounds = [0, 1, 2, 3].flatMap((round) => namesFor(`round ${round}`, 400));
    expect(await subscriber.until(1601)).toEqual([...namesFor('first', 1), ...rounds]);
    await subscriber.stop();
  });

  test('takes no more from the server than its paused reader has room for', async () => {
    const big = Array.from({ length: 60 }, (_, at) =>
      eventFor(`big ${at}`, { text: 'x'.repeat(400_000) }),
    );
    const store = on.open();
    for (const [at, event] of big.entries()) await store.append(a, [event], BigInt(at - 1));
    const sizes: number[] = [];
    const stopping = new AbortController();
    for await (const batch of store.subscribe(undefined, stopping.signal)) {
      sizes.push(batch.length);
      if (sizes.reduce((sum, size) => sum + size, 0) === big.length) stopping.abort();
    }
    expect(Math.max(...sizes)).toBeLessThan(big.length / 2);
  });

  test('leaves no listener on the signal that ends it', async () => {
    await write('past', 3, 0);
    const subscriber = new Subscriber(on.open());
    for (let round = 1; round <= 3; round += 1) {
      await subscriber.until(3);
      on.standIn.cutConnections();
      await write(`live ${round}`, 1, 2 + round);
      await subscriber.until(3 + round);
    }
    const { signal } = subscriber.stopping;
    expect(getEventListeners(signal, 'abort').length).toBeLessThanOrEqual(1);
    await subscriber.stop();
    expect(getEventListeners(signal, 'abort')).toEqual([]);
  });

  test.each(['is away', 'says nothing'])(
    'ends with its signal while the server %s',
    async (how) => {
      const subscriber = new Subscriber(on.open());
      if (how === 'is away') await on.standIn.crash();
      else await on.standIn.faults.next('subscribe', 'stall-before');
      await subscriber.stop();
      expect(subscriber.seen).toEqual([]);
    },
  );

  test('sees all events that a read sees', async () => {
    await write('past', 40, 0);
    const subscriber = new Subscriber(on.open());
    const read = await collect(on.open().readLog());
    expect(await subscriber.until(40)).toEqual(read.map(({ id }) => nameOf(id)));
    await subscriber.stop();
  });
});
