import { describe, expect, test } from '@jest/globals';

import { NO_STREAM, type Appended, type NewEvent, type Recorded } from '#event-store';
import { eventFor, eventsFor } from '#testing/event-store';
import { StoreBefore } from '#testing/processes';

import { A, empty, few, holding, KEY, logOf, options, run } from '../testing/logs.js';
import { copy } from './copy.js';
import { Refusal } from './refusal.js';

describe('a target that holds other events is refused, and left unchanged', () => {
  const at =
    (index: number, change: Partial<Recorded>) =>
    (records: Recorded[]): readonly Recorded[] =>
      records.map((record, place) => (place === index ? { ...record, ...change } : record));
  const differs = /the target holds something else: test\.\S+ at revision \d+ differs/;
  const stands =
    /the target holds something else: \S+ at revision \d+ stands where \S+ at revision/;
  const goesOn = /the target holds something else: it goes on with \S+ at revision 0/;

  test.each<[string, (records: Recorded[]) => readonly Recorded[], RegExp]>([
    ['another id', at(1, { id: eventFor('forged').id }), differs],
    ['another type', at(1, { event: { type: 'Forged', data: { name: 'a 1' } } }), differs],
    ['other data', at(1, { event: { type: 'Happened', data: { name: 'forged' } } }), differs],
    ['other metadata', at(5, { metadata: eventFor('forged').metadata }), differs],
    ['another time', at(5, { recordedAt: new Date(1) }), differs],
    ['another schema', at(6, { schema: 2 }), differs],
    ['another order', ([a, b, c, d, ...rest]) => sorted([a, b], rest, [c, d]), stands],
    [
      'an event less in the middle',
      (records) => records.filter(({ stream }) => stream !== KEY),
      stands,
    ],
    ['another stream', ([first]) => [{ ...first, stream: 'test.node-1' } as Recorded], stands],
  ])('%s', async (_, change, message) => {
    const from = await few();
    const to = await holding(from, change);
    const before = await logOf(to);
    await expect(run(from, to)).rejects.toThrow(Refusal);
    await expect(run(from, to)).rejects.toThrow(message);
    expect(await logOf(to)).toEqual(before);
  });

  test('more than was copied', async () => {
    const [from, to] = [await few(), empty()];
    await run(from, to);
    await to.append('elsewhere.node-1', eventsFor('more', 1), NO_STREAM);
    await expect(run(from, to)).rejects.toThrow(goesOn);
  });

  test('a key stream that the source still has', async () => {
    const from = await few();
    const to = await holding(from, at(2, { recordedAt: new Date(1) }));
    await expect(run(from, to)).rejects.toThrow(differs);
  });

  test('a key stream that it has erased', async () => {
    const from = await few();
    const to = await holding(from, (records) => records.slice(0, 4));
    await to.erase(KEY);
    await expect(run(from, to)).rejects.toThrow(Refusal);
    expect(await logOf(to)).toHaveLength(2);
  });
});

const sorted = (...parts: readonly (readonly (Recorded | undefined)[])[]): readonly Recorded[] =>
  parts.flat().filter((record) => record !== undefined);

describe('a copy is refused', () => {
  test('when the source has nothing of the cluster', async () => {
    const nothing = copy({ ...options(await few(), empty(), 1), cluster: 'mine' });
    await expect(nothing).rejects.toThrow(
      `the source holds nothing of cluster "mine": it begins with ${A}`,
    );
    await expect(run(empty(), empty())).rejects.toThrow(/holds nothing of cluster "test"$/);
  });

  test('when a stream of the source has no beginning', async () => {
    const from = await few();
    const truncated = new (class extends StoreBefore {
      override async *readLog(): AsyncIterable<Recorded> {
        for await (const record of this.store.readLog()) if (record.revision > 0n) yield record;
      }
    })(from);
    await expect(run(truncated, empty())).rejects.toThrow(/goes on with revision 1, not 0/);
  });

  test('when the target returns other events than were written', async () => {
    const forging = new (class extends StoreBefore {
      override append(
        stream: string,
        [first, ...rest]: readonly NewEvent[],
        expected: bigint,
      ): Promise<Appended> {
        const forged = { ...(first ?? eventFor('none')), recordedAt: new Date(2) };
        return this.store.append(stream, [forged, ...rest], expected);
      }
    })(empty());
    await expect(run(await few(), forging)).rejects.toThrow(
      /the target does not hold the copied events: 7/,
    );
  });

  test('when the source is written to meanwhile; another run copies the new events too', async () => {
    const [from, to] = [await few(), empty()];
    const writing = new (class extends StoreBefore {
      override async append(
        stream: string,
        events: readonly NewEvent[],
        expected: bigint,
      ): Promise<Appended> {
        if (stream !== A) await from.append(`test.node-${stream}`, eventsFor(stream, 1), NO_STREAM);
        return this.store.append(stream, events, expected);
      }
    })(to);
    await expect(run(from, writing)).rejects.toThrow(/was written to meanwhile/);
    expect((await run(from, to)).written).toBe(2);
    expect(await logOf(to)).toEqual(await logOf(from));
  });
});
