import { getActiveResourcesInfo } from 'node:process';

import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';

import { NO_STREAM, StoreUnavailable } from '#event-store';
import { collect, eventFor, keyStreamFor, streamFor, streamsFor } from '#testing/event-store';

import { onStandIn } from '../../testing/on-stand-in.js';
import { EsdbEventStore } from '../esdb-event-store.js';

const on = onStandIn();
const a = streamFor('a');
const FOR_EVER = { appendPatienceMs: 600_000, readPatienceMs: 600_000 };

const unhandled: unknown[] = [];
const note = (reason: unknown): void => {
  unhandled.push(reason);
};
beforeEach(() => {
  unhandled.length = 0;
  process.on('unhandledRejection', note);
});
afterEach(() => {
  process.off('unhandledRejection', note);
  expect(unhandled).toEqual([]);
});

const othersTurn = (): Promise<void> =>
  new Promise((resolve) => {
    setImmediate(resolve);
  });

describe('closing', () => {
  test('ends all work under way, so that no caller waits for ever', async () => {
    const store = on.open(FOR_EVER);
    const key = keyStreamFor('k');
    await store.append(key, [eventFor('k')], NO_STREAM);
    const { faults } = on.standIn;
    const erasing = faults.next('tombstone', 'stall-before');
    const erase = store.erase(key);
    await erasing;
    const stalls = [
      faults.next('append', 'stall-before'),
      faults.next('read', 'stall-before'),
      faults.next('read', 'stall-before'),
      faults.next('read', 'stall-before'),
    ];
    const stopping = new AbortController();
    let seen = 0;
    const subscription = (async (): Promise<void> => {
      for await (const batch of store.subscribe(undefined, stopping.signal)) seen += batch.length;
    })();
    const underWay = [
      erase,
      store.append(a, [eventFor('a')], NO_STREAM),
      store.head(),
      store.head(),
      collect(store.readStream(a)),
      collect(store.readLog()),
      subscription,
    ];
    const ends = Promise.allSettled(underWay);
    await Promise.all(stalls);
    await store.close();
    for (const end of await ends)
      if (end.status === 'rejected') expect(end.reason).toBeInstanceOf(StoreUnavailable);
    expect((await ends).filter(({ status }) => status === 'rejected').length).toBeGreaterThan(4);
    expect(seen).toBeLessThanOrEqual(1);
    stopping.abort();
  });

  test('right after a request ends the request too', async () => {
    const store = on.open(FOR_EVER);
    const append = store.append(a, [eventFor('a')], NO_STREAM);
    const head = store.head();
    const ends = Promise.allSettled([append, head]);
    await store.close();
    expect((await ends).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  });

  test('does not wait for an absent server', async () => {
    const store = on.open(FOR_EVER);
    await store.append(a, [eventFor('a')], NO_STREAM);
    await on.standIn.crash();
    const ends = Promise.allSettled([
      store.append(a, [eventFor('b')], 0n),
      store.head(),
      store.erase(keyStreamFor('k')),
    ]);
    await othersTurn();
    await store.close();
    for (const end of await ends) expect(end).toMatchObject({ status: 'rejected' });
  });

  test('keeps no connection and no timer that would keep the process alive', async () => {
    const of = (kind: string): number =>
      getActiveResourcesInfo().filter((resource) => resource === kind).length;
    const before = [of('Timeout'), of('TCPSocketWrap')];
    const store = on.open(FOR_EVER);
    await store.append(a, [eventFor('a')], NO_STREAM);
    await store.head();
    expect(of('TCPSocketWrap')).toBeGreaterThan(before[1] ?? 0);
    await store.close();
    for (let turn = 0; turn < 50 && of('TCPSocketWrap') > (before[1] ?? 0); turn += 1)
      await othersTurn();
    expect([of('Timeout'), of('TCPSocketWrap')]).toEqual(before);
  });
});

describe('a connection string', () => {
  test.each(['', 'http://host:2113', 'esdb://', 'esdb://host:port', 'esdb://host?tls'])(
    'that is malformed is refused: %p',
    (url) => {
      const clock = (): Date => new Date();
      expect(() => EsdbEventStore.open({ url, streams: streamsFor('test'), clock })).toThrow();
    },
  );

  test('that names several nodes works with one of them down', async () => {
    const { port } = new URL(on.standIn.url);
    for (const preference of ['leader', 'follower', 'random']) {
      const url = `esdb://127.0.0.1:1,127.0.0.1:${port}?tls=false&nodePreference=${preference}`;
      const store = on.open({ url, streams: streamsFor(`test_${preference}`) });
      const stream = `test_${preference}.node-1`;
      await store.append(stream, [eventFor(preference)], NO_STREAM);
      expect(await collect(store.readLog())).toHaveLength(1);
      await store.close();
    }
  });
});
