import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';

import { LogReplaced, NO_STREAM, StoreUnavailable, type EventStore } from '#event-store';
import {
  collect,
  eventFor,
  eventsFor,
  keyStreamFor,
  streamFor,
  streamsFor,
} from '#testing/event-store';

import { StandIn } from '../../testing/index.js';
import { EsdbEventStore } from '../esdb-event-store.js';

const [A, B] = [streamFor('a'), streamFor('b')];
const KEY = keyStreamFor('secret');

type Backup = ReturnType<StandIn['backup']>;

describe('a server that comes back', () => {
  let standIn: StandIn;
  let stores: EsdbEventStore[];
  /** The log after two events of a stream. */
  let old: Backup;

  beforeEach(async () => {
    standIn = await StandIn.start();
    stores = [];
    const store = open();
    await store.append(A, eventsFor('old', 2), NO_STREAM);
    old = standIn.backup();
  });

  afterEach(async () => {
    for (const store of stores) await store.close();
    await standIn.stop();
  });

  const open = (): EsdbEventStore => {
    const options = { url: standIn.url, streams: streamsFor('test'), clock: () => new Date(0) };
    const store = EsdbEventStore.open({
      ...options,
      appendPatienceMs: 60_000,
      readPatienceMs: 4_000,
    });
    stores.push(store);
    return store;
  };

  /** Lets a store read the whole log, as a fold does. */
  const knowing = async (): Promise<EsdbEventStore> => {
    const store = open();
    await collect(store.readLog());
    return store;
  };

  /** The errors of every question and every append. */
  const outcomes = (store: EventStore, at: bigint): Promise<readonly unknown[]> => {
    const questions = [
      store.head(),
      collect(store.readLog()),
      collect(store.readLog({ direction: 'backwards', limit: 1 })),
      collect(store.readStream(A)),
      store.append(A, [eventFor('more')], at),
      store.append(B, [eventFor('new')], NO_STREAM),
    ];
    return Promise.all(
      questions.map((question) =>
        question.then(
          () => undefined,
          (error: unknown) => error,
        ),
      ),
    );
  };

  /** A log that begins another cluster. */
  const other = async (events: number): Promise<Backup> => {
    const server = await StandIn.start();
    const store = EsdbEventStore.open({
      url: server.url,
      streams: streamsFor('test'),
      clock: () => new Date(0),
    });
    await store.append(A, eventsFor('other', events), NO_STREAM);
    const backup = server.backup();
    await store.close();
    await server.stop();
    return backup;
  };

  test.each<[string, () => Promise<Backup | undefined> | Backup]>([
    ['an older log', () => old],
    ['an empty log', async () => undefined],
    ['another log', () => other(4)],
    ['another log that is longer', () => other(40)],
  ])('with %s answers nothing, and nothing is written into it', async (_, backupOf) => {
    const backup = await backupOf();
    await open().append(A, eventsFor('newer', 2), 1n);
    const right = standIn.backup();
    const store = await knowing();
    await standIn.restore(backup);
    const before = standIn.backup().records.length;
    for (const error of await outcomes(store, 3n)) {
      expect(error).toBeInstanceOf(LogReplaced);
      expect(String(error)).toMatch(
        /event \S+ of test\.node-\S+ at revision 3 and position \d+ is missing/,
      );
    }
    expect(store.problem).toBeInstanceOf(LogReplaced);
    expect(standIn.backup().records).toHaveLength(before);
    await standIn.restore(right);
    expect(await collect(store.readStream(A))).toHaveLength(4);
    expect(await store.append(A, [eventFor('more')], 3n)).toMatchObject({ revision: 4n });
    expect(store.problem).toBeUndefined();
  });

  test('with an older log that has grown past where it was', async () => {
    const store = open();
    await store.append(A, eventsFor('newer', 2), 1n);
    await collect(store.readLog());
    await standIn.restore(old);
    await open().append(A, eventsFor('grown', 20), 1n);
    for (const error of await outcomes(store, 3n)) expect(error).toBeInstanceOf(LogReplaced);
  });

  test('with an older log that has grown, then with the right one, has the right head', async () => {
    const store = open();
    const { position } = await store.append(A, eventsFor('newer', 2), 1n);
    await open().append(`other.${A}`, eventsFor('somebody else', 30), NO_STREAM);
    await collect(store.readLog());
    const right = standIn.backup();
    await standIn.restore(old);
    await open().append(A, eventsFor('grown', 20), 1n);
    for (let time = 0; time < 4; time += 1) await expect(store.head()).rejects.toThrow(LogReplaced);
    await standIn.restore(right);
    for (let time = 0; time < 4; time += 1) expect(await store.head()).toBe(position);
  });

  test('with an older log that still has an erased key shows no such key once the right log is back', async () => {
    const writer = open();
    await writer.append(KEY, [eventFor('secret')], NO_STREAM);
    const withKey = standIn.backup();
    await writer.append(A, eventsFor('newer', 2), 1n);
    const store = await knowing();
    const right = standIn.backup();
    await standIn.restore(withKey);
    await open().erase(KEY);
    await expect(collect(store.readLog())).rejects.toThrow(LogReplaced);
    await standIn.restore(right);
    expect(await collect(store.readLog())).toHaveLength(5);
  });

  test('with an older log erases nothing in it', async () => {
    await open().append(KEY, [eventFor('secret')], NO_STREAM);
    const withKey = standIn.backup();
    await open().append(A, eventsFor('newer', 2), 1n);
    const store = await knowing();
    await standIn.restore(withKey);
    await expect(store.erase(KEY)).rejects.toThrow(LogReplaced);
    expect(await collect(open().readStream(KEY))).toHaveLength(1);
  });

  test('with the same log answers as before, without the events that were erased meanwhile', async () => {
    const store = open();
    await store.append(KEY, [eventFor('secret')], NO_STREAM);
    await collect(store.readLog());
    await open().erase(KEY);
    await standIn.restore(standIn.backup());
    expect(await outcomes(store, 1n)).toEqual(Array.from({ length: 6 }, () => undefined));
  });

  test('with another log ends a subscription with LogReplaced, whether or not events come', async () => {
    const store = await knowing();
    const head = await store.head();
    const { signal } = new AbortController();
    const following = (async () => {
      for await (const batch of store.subscribe(head, signal)) expect(batch).toEqual([]);
    })();
    await standIn.restore();
    await expect(following).rejects.toThrow(LogReplaced);
  });

  test('with the right log goes on from there if the earlier anchor is dropped', async () => {
    await open().append(A, eventsFor('newer', 2), 1n);
    const right = standIn.backup();
    await standIn.restore(await other(4));
    const store = await knowing();
    await standIn.restore(right);
    await expect(collect(store.readStream(A))).rejects.toThrow(LogReplaced);
    store.expect(undefined);
    expect(await collect(store.readStream(A))).toHaveLength(4);
    expect(store.problem).toBeUndefined();
  });

  test('is recognised by an event that an earlier process has seen', async () => {
    const [last] = await collect(open().readLog({ direction: 'backwards', limit: 1 }));
    if (last === undefined) throw new Error('the log is empty');
    const same = open();
    same.expect(last);
    expect(await same.head()).toBe(last.position);
    await standIn.restore();
    const another = open();
    another.expect(last);
    await expect(another.append(A, [eventFor('x')], NO_STREAM)).rejects.toThrow(LogReplaced);
    await expect(another.head()).rejects.toThrow(StoreUnavailable);
  });
});
