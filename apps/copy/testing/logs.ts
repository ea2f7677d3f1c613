import { InMemoryEventStore, NO_STREAM, type EventStore, type Recorded } from '#event-store';
import { collect, eventFor, eventsFor, keyStreamFor, streamFor } from '#testing/event-store';

import { copy, type Copied, type CopyOptions } from '../src/copy.js';

export const KEY = keyStreamFor('secret');
export const OTHER_KEY = keyStreamFor('other secret');
export const A = streamFor('a');
const STREAMS = Array.from({ length: 64 }, (_, index) => streamFor(`stream ${index}`));

/** An empty target whose clock differs from that of the source. */
export const empty = (): InMemoryEventStore => new InMemoryEventStore(() => new Date(0));

/** A clock that goes on with every reading. */
export const ticking = (): (() => Date) => {
  let now = Date.parse('2026-01-01T00:00:00.001Z');
  return () => new Date((now += 1000));
};

/**
 * A log whose streams take turns, with one to three events each time, and a key stream before and
 * after.
 */
export const interleaved = async (turns = 4, streams = 64): Promise<InMemoryEventStore> => {
  const store = new InMemoryEventStore(ticking());
  await store.append(KEY, eventsFor('secret', 2), NO_STREAM);
  const revisions = new Map<string, bigint>();
  for (let turn = 0; turn < turns; turn += 1)
    for (const [index, stream] of STREAMS.slice(0, streams).entries()) {
      const events = eventsFor(`${stream} ${turn}`, 1 + ((index + turn) % 3));
      const old = { ...(events[0] ?? eventFor('none')), schema: 7 };
      const at = revisions.get(stream) ?? NO_STREAM;
      const { revision } = await store.append(stream, [old, ...events.slice(1)], at);
      revisions.set(stream, revision);
    }
  await store.append(OTHER_KEY, eventsFor('other secret', 1), NO_STREAM);
  return store;
};

export const few = async (): Promise<InMemoryEventStore> => {
  const store = new InMemoryEventStore(ticking());
  await store.append(A, eventsFor('a', 2), NO_STREAM);
  await store.append(KEY, eventsFor('secret', 2), NO_STREAM);
  await store.append(streamFor('b'), eventsFor('b', 2), NO_STREAM);
  await store.append(A, eventsFor('c', 1), 1n);
  return store;
};

export const options = (from: EventStore, to: EventStore, atOnce: number): CopyOptions => ({
  from,
  to: { store: to, atOnce },
  cluster: 'test',
  signal: new AbortController().signal,
  onProgress: () => undefined,
});

export const run = (from: EventStore, to: EventStore, atOnce = 1): Promise<Copied> =>
  copy(options(from, to, atOnce));

/** The whole log without the positions, which each store assigns itself. */
export const logOf = async (store: EventStore): Promise<readonly unknown[]> =>
  (await collect(store.readLog())).map((record) => ({ ...record, position: 0n }));

/** A target that holds the same events as a log, except for the given changes of its records. */
export const holding = async (
  log: EventStore,
  change: (records: Recorded[]) => readonly Recorded[],
): Promise<InMemoryEventStore> => {
  const store = empty();
  for (const { id, event, stream, revision, ...rest } of change([
    ...(await collect(log.readLog())),
  ]))
    await store.append(stream, [{ id, ...event, ...rest }], revision - 1n);
  return store;
};
