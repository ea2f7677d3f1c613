import { describe, expect, test } from '@jest/globals';

import { NO_STREAM, StoreUnavailable, type EventStore, type Recorded } from '#event-store';
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

const on = onStandIn();
const a = streamFor('a');
/** More events than a page of the server, and more than a client keeps ready. */
const MANY = 3000;

const fill = async (store: EventStore, count: number): Promise<readonly string[]> => {
  const events = eventsFor('a', count);
  for (let at = 0; at < count; at += 500)
    await store.append(a, events.slice(at, at + 500), BigInt(at - 1));
  return events.map(({ id }) => id);
};

const ids = (records: readonly Recorded[]): readonly string[] => records.map(({ id }) => id);

const othersTurn = (): Promise<void> =>
  new Promise((resolve) => {
    setImmediate(resolve);
  });

/** Reads slowly, and cuts the connection after a number of events. */
const cutWhile = async (
  source: AsyncIterable<Recorded>,
  places: readonly number[],
): Promise<readonly string[]> => {
  const seen: string[] = [];
  for await (const { id } of source) {
    seen.push(id);
    if (seen.length % 5 === 0) await othersTurn();
    if (!places.includes(seen.length)) continue;
    on.standIn.cutConnections();
    // The news of the cut comes while the caller is busy.
    for (let turn = 0; turn < 20; turn += 1) await othersTurn();
  }
  return seen;
};

describe('a read', () => {
  test.each<Fault>(['cut-before', 'timeout', 'not-leader', 'not-ready', 'unavailable'])(
    'that meets %s is made again',
    async (fault) => {
      const store = on.open();
      const written = await fill(store, 3);
      for (const read of [(): unknown => store.readStream(a), (): unknown => store.readLog()]) {
        void on.standIn.faults.next('read', fault);
        expect(ids(await collect(read() as AsyncIterable<Recorded>))).toEqual(written);
      }
    },
  );

  test.each([
    ['a stream', 'forwards', undefined],
    ['a stream', 'backwards', undefined],
    ['a stream', 'forwards', 2500],
    ['the log', 'forwards', undefined],
    ['the log', 'backwards', undefined],
    ['the log', 'backwards', 2500],
  ] as const)('of %s, %s, goes on where it was cut, limit %p', async (what, direction, limit) => {
    const store = on.open();
    const written = await fill(store, MANY);
    const range = { direction, ...(limit !== undefined && { limit }) };
    const source = what === 'a stream' ? store.readStream(a, range) : store.readLog(range);
    const seen = await cutWhile(source, [1, 300, 1024, 2100]);
    const expected = direction === 'forwards' ? written : written.toReversed();
    expect(seen).toEqual(expected.slice(0, limit));
  });

  test('is made again if the server stays silent, and then given up', async () => {
    const written = await fill(on.open(), 3);
    void on.standIn.faults.next('read', 'stall-before');
    expect(ids(await collect(on.open().readStream(a)))).toEqual(written);
    const store = on.open({ readPatienceMs: 100, readSilenceMs: 50 });
    for (const fault of ['stall-before', 'stall-before', 'stall-before'] as const)
      void on.standIn.faults.next('read', fault);
    await expect(collect(store.readStream(a))).rejects.toThrow(StoreUnavailable);
  });

  test('from a server that never comes back is given up in time', async () => {
    const store = on.open({ readPatienceMs: 60 });
    await fill(on.open(), 3);
    await on.standIn.crash();
    for (const read of [
      (): Promise<unknown> => collect(store.readStream(a)),
      (): Promise<unknown> => collect(store.readLog({ direction: 'backwards' })),
      (): Promise<unknown> => store.head(),
      (): Promise<unknown> => store.erase(keyStreamFor('k')),
    ])
      await expect(read()).rejects.toThrow(StoreUnavailable);
  });

  test.each<Fault>(['access-denied', 'unauthenticated'])(
    'that the server refuses (%s) is not made again',
    async (fault) => {
      const store = on.open({ readPatienceMs: 600_000 });
      await fill(store, 3);
      const before = on.standIn.faults.count('read');
      void on.standIn.faults.next('read', fault);
      const read = collect(store.readStream(a));
      await expect(read).rejects.toThrow(StoreUnavailable);
      await expect(read).rejects.toThrow(/EventStoreDB refuses the request/);
      expect(on.standIn.faults.count('read')).toBe(before + 1);
    },
  );

  test('with a limit returns that many events, even if some among them were erased', async () => {
    const store = on.open();
    await fill(store, 2);
    const keys = Array.from({ length: 12 }, (_, at) => keyStreamFor(`key ${at}`));
    for (const [at, key] of keys.entries())
      await store.append(key, [eventFor(`key ${at}`)], NO_STREAM);
    const last = await store.append(a, [eventFor('last')], 1n);
    for (const key of keys) await store.erase(key);
    // Another process, which has to find out which streams were erased.
    const other = on.open();
    expect(ids(await collect(other.readLog({ limit: 3 })))).toEqual(
      ids(await collect(store.readLog())),
    );
    const two = await collect(other.readLog({ direction: 'backwards', limit: 2 }));
    expect(two.map(({ revision }) => revision)).toEqual([2n, 1n]);
    const [, second] = await collect(store.readStream(a));
    const before = { direction: 'backwards', to: second?.position ?? last.position } as const;
    expect(ids(await collect(other.readLog({ ...before, limit: 1 })))).toEqual([second?.id]);
  });

  test('of nothing sends no request', async () => {
    const store = on.open();
    await fill(store, 3);
    const before = on.standIn.faults.count('read');
    expect(await collect(store.readStream(a, { limit: 0 }))).toEqual([]);
    expect(await collect(store.readLog({ limit: 0 }))).toEqual([]);
    expect(on.standIn.faults.count('read')).toBe(before);
  });

  test('never sees the events of other clusters and of the lease', async () => {
    const store = on.open();
    const written = await fill(store, 3);
    for (const stream of ['test2.node-1', 'tes.node-1', 'other.node-1'])
      await on.open({ streams: streamsFor('other') }).append(stream, [eventFor(stream)], NO_STREAM);
    await store.append('test.lease-processes', [eventFor('lease')], NO_STREAM);
    expect(ids(await collect(store.readLog()))).toEqual(written);
    const [last] = await collect(store.readLog({ direction: 'backwards', limit: 1 }));
    expect(last?.id).toBe(written.at(-1));
    expect(await store.head()).toBe(last?.position);
  });
});

describe('an erasure', () => {
  test.each<Fault>([
    'cut-before',
    'cut-after',
    'timeout',
    'not-leader',
    'not-ready',
    'unavailable',
  ])('that meets %s succeeds', async (fault) => {
    const store = on.open();
    const key = keyStreamFor('k');
    await store.append(key, [eventFor('k')], NO_STREAM);
    void on.standIn.faults.next('tombstone', fault);
    await store.erase(key);
    expect(await collect(on.open().readStream(key))).toEqual([]);
    expect(await collect(on.open().readLog())).toEqual([]);
  });
});
