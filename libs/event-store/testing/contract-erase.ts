import { expect, test } from '@jest/globals';

import {
  NO_STREAM,
  RevisionConflict,
  StoreUnavailable,
  type EventStore,
} from '../src/event-store.js';
import { collect, eventFor, eventsFor, keyStreamFor, streamFor } from './events.js';

const key = (): string => keyStreamFor('secret');
const a = (): string => streamFor('a');

export const erasing = (store: () => EventStore): void => {
  const fill = async (): Promise<void> => {
    await Promise.all([
      store().append(a(), eventsFor('a', 2), NO_STREAM),
      store().append(key(), eventsFor('secret', 2), NO_STREAM),
      store().append(keyStreamFor('other'), eventsFor('other', 1), NO_STREAM),
    ]);
    await store().append(a(), eventsFor('b', 2), 1n);
  };

  test('an erased stream is gone everywhere; other streams and positions stay', async () => {
    await fill();
    const before = await collect(store().readLog());
    await store().erase(key());
    const left = before.filter(({ stream }) => stream !== key());
    expect(await collect(store().readStream(key()))).toEqual([]);
    expect(await collect(store().readLog())).toEqual(left);
    expect(await collect(store().readLog({ direction: 'backwards' }))).toEqual(left.toReversed());
  });

  test('a subscription from the start skips it, and goes on', async () => {
    await fill();
    await store().erase(key());
    await store().append(a(), [eventFor('after')], 3n);
    const stopping = new AbortController();
    const seen: string[] = [];
    for await (const batch of store().subscribe(undefined, stopping.signal)) {
      seen.push(...batch.map(({ id }) => id));
      if (seen.includes(eventFor('after').id)) stopping.abort();
    }
    expect(seen).toEqual((await collect(store().readLog())).map(({ id }) => id));
    expect(seen).not.toContain(eventFor('secret 0').id);
  });

  test('a later event has a later position than every earlier one, erased ones too', async () => {
    await store().append(key(), eventsFor('secret', 3), NO_STREAM);
    const head = await store().head();
    await store().erase(key());
    const { position } = await store().append(a(), [eventFor('next')], NO_STREAM);
    expect(position > (head ?? 0n)).toBe(true);
  });

  test('an erased stream is never written again, however late an append comes', async () => {
    await fill();
    await store().erase(key());
    const late = store().append(key(), eventsFor('late', 1), NO_STREAM);
    await expect(late).rejects.toThrow(RevisionConflict);
    const again = store().append(key(), eventsFor('secret', 2), NO_STREAM);
    await expect(again).rejects.toThrow(RevisionConflict);
    expect(await collect(store().readStream(key()))).toEqual([]);
  });

  test('erasing again, or erasing an unknown stream, has no effect', async () => {
    await fill();
    await store().erase(key());
    const left = await collect(store().readLog());
    await store().erase(key());
    await store().erase(keyStreamFor('never'));
    expect(await collect(store().readLog())).toEqual(left);
  });

  test('only erasable streams can be erased', async () => {
    await fill();
    await expect(store().erase(a())).rejects.toThrow(/can't be erased/);
    expect(await collect(store().readStream(a()))).toHaveLength(4);
  });

  test('a closed store refuses every request with an error', async () => {
    await fill();
    await store().close();
    await expect(store().append(a(), [eventFor('late')], 3n)).rejects.toThrow(StoreUnavailable);
    await expect(collect(store().readStream(a()))).rejects.toThrow(StoreUnavailable);
    await expect(collect(store().readLog())).rejects.toThrow(StoreUnavailable);
    await expect(store().head()).rejects.toThrow(StoreUnavailable);
    await expect(store().erase(key())).rejects.toThrow(StoreUnavailable);
    await store().close();
  });
};
