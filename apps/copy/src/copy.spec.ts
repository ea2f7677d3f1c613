import { describe, expect, test } from '@jest/globals';

import { InMemoryEventStore, NO_STREAM, type Appended, type NewEvent } from '#event-store';
import { collect, eventFor, eventsFor } from '#testing/event-store';
import { StoreBefore } from '#testing/processes';

import {
  A,
  empty,
  few,
  interleaved,
  KEY,
  logOf,
  OTHER_KEY,
  run,
  ticking,
} from '../testing/logs.js';

describe('a copied log', () => {
  test.each([1, 2, 7, 1000])(
    'is the same, in the same order, with %i appends at once',
    async (atOnce) => {
      const [from, to] = [await interleaved(), empty()];
      const { events, streams, written, erased } = await run(from, to, atOnce);
      expect(await logOf(to)).toEqual(await logOf(from));
      const log = await collect(from.readLog());
      expect([events, streams, written, erased]).toEqual([log.length, 66, log.length, 0]);
    },
  );

  test('copied back has the same hash, and another log has another hash', async () => {
    const [from, to, back] = [await interleaved(), empty(), empty()];
    const { hash } = await run(from, to);
    expect((await run(to, back)).hash).toBe(hash);
    expect(hash).toMatch(/^sha256:[0-9a-f]{64}$/);
    expect((await run(await interleaved(3), empty())).hash).not.toBe(hash);
  });

  test('a recorded hash stays the hash of these events', async () => {
    const { hash } = await run(await few(), empty());
    expect(hash).toBe('sha256:f864423f5155773439a52d46ac8ee8a20bcb095b01820712c4a540889fd237aa');
  });

  test('copied again writes nothing', async () => {
    const [from, to] = [await interleaved(), empty()];
    const first = await run(from, to);
    expect(await run(from, to)).toEqual({ ...first, written: 0 });
  });

  test('has no event that was erased', async () => {
    const [from, to] = [await interleaved(), empty()];
    await from.erase(KEY);
    await run(from, to);
    expect(await logOf(to)).toEqual(await logOf(from));
    expect(await collect(to.readStream(KEY))).toEqual([]);
  });

  test('loses the events that were erased since an earlier copy', async () => {
    const [from, to] = [await interleaved(), empty()];
    await run(from, to);
    await from.erase(KEY);
    await from.erase(OTHER_KEY);
    await from.append(A, eventsFor('later', 2), NO_STREAM);
    const { written, erased } = await run(from, to);
    expect([written, erased]).toEqual([2, 2]);
    expect(await logOf(to)).toEqual(await logOf(from));
  });

  test('has no events of other clusters and no leases', async () => {
    const [from, to] = [await few(), empty()];
    const wanted = await logOf(from);
    await from.append('other.node-1', eventsFor('other', 3), NO_STREAM);
    await from.append('test.lease-processes', eventsFor('lease', 3), NO_STREAM);
    await to.append('test.lease-processes', eventsFor('another lease', 1), NO_STREAM);
    await run(from, to);
    expect((await logOf(to)).slice(1)).toEqual(wanted);
  });
});

test('writes consecutive events of a stream in one append, up to the limit', async () => {
  const from = new InMemoryEventStore(ticking());
  const long = { text: 'x'.repeat(200_000) };
  await from.append(A, eventsFor('short', 2000), NO_STREAM);
  for (let index = 0; index < 7; index += 1)
    await from.append(A, [eventFor(`long ${index}`, long)], 1999n + BigInt(index));
  const huge = eventFor('huge', { text: 'x'.repeat(1_000_000) });
  await from.append(A, [huge], 2006n);
  const to = empty();
  const sizes: number[] = [];
  const watching = new (class extends StoreBefore {
    override append(
      stream: string,
      events: readonly NewEvent[],
      expected: bigint,
    ): Promise<Appended> {
      sizes.push(events.length);
      return this.store.append(stream, events, expected);
    }
  })(to);
  await run(from, watching);
  expect(await logOf(to)).toEqual(await logOf(from));
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(2008);
  expect(sizes.length).toBeLessThan(8);
});
