import { expect, test } from '@jest/globals';

import { NO_STREAM, type EventStore } from '../src/event-store.js';
import { toPosition, type Position, type Recorded } from '../src/recorded.js';
import { collect, eventsFor, streamFor } from './events.js';

const a = (): string => streamFor('a');
const COUNT = 300;

/** More events than a store keeps in memory for its followers. */
const LONG = 3000;

/** Writes events in appends of one, two and three, or of `times` as many. */
const write = async (store: EventStore, count: number, times = 1): Promise<void> => {
  let revision = NO_STREAM;
  for (let written = 0; written < count;) {
    const size = Math.min(times * (1 + (written % 3)), count - written);
    revision = (await store.append(a(), eventsFor(`w${written}`, size), revision)).revision;
    written += size;
  }
};

/** Subscribes until it has this many events. */
const listen = async (
  store: EventStore,
  after: Position | undefined,
  { count, pace = () => Promise.resolve() }: { count: number; pace?: () => Promise<void> },
): Promise<readonly Recorded[]> => {
  const stopping = new AbortController();
  const seen: Recorded[] = [];
  for await (const batch of store.subscribe(after, stopping.signal)) {
    expect(batch.length).toBeGreaterThan(0);
    seen.push(...batch);
    if (seen.length >= count) stopping.abort();
    await pace();
  }
  return seen;
};

/** Lets all other ready work run first. */
const yielding = (): Promise<void> =>
  new Promise((resolve) => {
    setImmediate(resolve);
  });

export const subscribing = (store: () => EventStore): void => {
  test('gives the present events, then later ones, without gap or repeat', async () => {
    await store().append(streamFor('before'), eventsFor('before', 5), NO_STREAM);
    const [seen] = await Promise.all([
      listen(store(), undefined, { count: COUNT + 5 }),
      write(store(), COUNT),
    ]);
    expect(seen).toEqual(await collect(store().readLog()));
  });

  test('begins after any position', async () => {
    await write(store(), 60);
    const log = await collect(store().readLog());
    for (const [index, { position }] of log.slice(0, -1).entries())
      expect(await listen(store(), position, { count: log.length - index - 1 })).toEqual(
        log.slice(index + 1),
      );
  });

  test('begins at the head with what comes next', async () => {
    await store().append(streamFor('before'), eventsFor('before', 5), NO_STREAM);
    const head = (await store().head()) ?? toPosition(0n);
    const [seen] = await Promise.all([
      listen(store(), head, { count: COUNT }),
      write(store(), COUNT),
    ]);
    expect(seen).toEqual(await collect(store().readLog({ after: head })));
  });

  test('all subscribers see the same events, however slow they are', async () => {
    const [fast, slow] = await Promise.all([
      listen(store(), undefined, { count: COUNT }),
      listen(store(), undefined, { count: COUNT, pace: yielding }),
      write(store(), COUNT),
    ]);
    expect(slow).toEqual(fast);
    expect(fast).toHaveLength(COUNT);
  });

  test('a subscriber that pauses for long misses nothing', async () => {
    const stopping = new AbortController();
    const subscription = store().subscribe(undefined, stopping.signal)[Symbol.asyncIterator]();
    await store().append(streamFor('first'), eventsFor('first', 1), NO_STREAM);
    const seen: Recorded[] = [...((await subscription.next()).value as Recorded[])];
    await write(store(), LONG, 50);
    while (seen.length < LONG + 1) seen.push(...((await subscription.next()).value as Recorded[]));
    stopping.abort();
    expect(seen).toEqual(await collect(store().readLog()));
  });

  test('ends with its signal, also while no event comes', async () => {
    const stopping = new AbortController();
    const ended = collectBatches(store().subscribe(undefined, stopping.signal));
    await yielding();
    stopping.abort();
    expect(await ended).toEqual([]);
    expect(await collectBatches(store().subscribe(undefined, AbortSignal.abort()))).toEqual([]);
  });
};

const collectBatches = async (
  source: AsyncIterable<readonly Recorded[]>,
): Promise<readonly Recorded[]> => {
  const all: Recorded[] = [];
  for await (const batch of source) all.push(...batch);
  return all;
};
