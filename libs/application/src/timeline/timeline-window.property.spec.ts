import { expect, test } from '@jest/globals';
import fc from 'fast-check';

import { toPosition } from '#event-store';

import { bucketsIn } from './timeline-window.js';

const HOUR = 60;

/** The read model's moments, of events at positions from 1 with these times. */
const momentsOf = (times: readonly number[]): Parameters<typeof bucketsIn>[0] => {
  const upTo = (instant: Date): bigint =>
    BigInt(times.findLastIndex((at) => at <= instant.getTime()) + 1);
  return { events: { upTo } } as never;
};

/** The first instant that stands for an event, by its position from 1. */
const reachedAt = (times: readonly number[], position: number): number =>
  Math.min(...times.slice(position - 1));

test('each event is in the bucket of the first instant that stands for it, even if a clock was set back', () => {
  const times = fc.array(fc.nat(HOUR), { minLength: 1, maxLength: 30 });
  fc.assert(
    fc.property(
      times,
      fc.nat(),
      fc.nat(),
      fc.integer({ min: 1, max: 70 }),
      (all, a, b, buckets) => {
        const places = [1 + (a % all.length), 1 + (b % all.length)];
        const [low, high] = [Math.min(...places), Math.max(...places)];
        const [begin, end] = [reachedAt(all, low), reachedAt(all, high)];
        const ends = { low: toPosition(BigInt(low)), high: toPosition(BigInt(high)) };
        const window = { ...ends, begin, end, isUpToNow: false };
        const { instants, edges } = bucketsIn(momentsOf(all), window, buckets);
        expect([instants[0], instants.at(-1)]).toEqual([begin, end + 1]);
        expect([edges[0], edges.at(-1)]).toEqual([low - 1, high]);
        expect(instants.length - 1).toBe(Math.min(buckets, end + 1 - begin));
        for (let position = low; position <= high; position += 1) {
          const bucket = edges.findIndex((edge) => edge >= position) - 1;
          const at = reachedAt(all, position);
          expect(at).toBeGreaterThanOrEqual(instants[bucket] ?? Infinity);
          expect(at).toBeLessThan(instants[bucket + 1] ?? -1);
        }
      },
    ),
  );
});
