import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';

import { timeScale, type Drawn } from './time-scale.js';

const BEGIN = Date.UTC(2026, 1, 3);

/** Random parts of a random range, some of them empty or outside of it. */
const drawn: fc.Arbitrary<Drawn> = fc
  .record({
    length: fc.integer({ min: 1, max: 400 * 86_400_000 }),
    width: fc.integer({ min: 300, max: 2000 }),
    parts: fc.array(fc.tuple(fc.double({ min: -0.1, max: 1.1, noNaN: true }), fc.nat(5000)), {
      maxLength: 40,
    }),
    isIdleFolded: fc.boolean(),
  })
  .map(({ length, width, parts, isIdleFolded }) => ({
    range: { from: BEGIN, to: BEGIN + length },
    width,
    isIdleFolded,
    busy: parts.map(([place, long]) => {
      const from = BEGIN + Math.round(place * length);
      return { from, to: from + long };
    }),
  }));

/** Instants of a range, from its begin to its end. */
const instantsOf = ({ range: { from, to } }: Drawn): readonly number[] =>
  Array.from({ length: 101 }, (_, index) => Math.round(from + ((to - from) * index) / 100));

describe('a line of time', () => {
  test('grows with time, and an earlier instant is never to the right of a later one', () => {
    fc.assert(
      fc.property(drawn, (asked) => {
        const { toX } = timeScale(asked);
        const places = instantsOf(asked).map(toX);
        for (const [index, place] of places.entries())
          expect(place).toBeGreaterThanOrEqual(places[index - 1] ?? 0);
      }),
    );
  });

  test('leads back to the same instant', () => {
    fc.assert(
      fc.property(drawn, (asked) => {
        const { toX, toTime } = timeScale(asked);
        for (const instant of instantsOf(asked))
          expect(Math.abs(toTime(toX(instant)) - instant)).toBeLessThanOrEqual(1);
      }),
    );
  });

  test('keeps the edges of the range, and takes what is outside of it to them', () => {
    fc.assert(
      fc.property(drawn, (asked) => {
        const { toX, toTime, width } = timeScale(asked);
        expect(toX(asked.range.from)).toBeCloseTo(0, 6);
        expect(toX(asked.range.to)).toBeCloseTo(width, 6);
        expect(toX(asked.range.from - 5000)).toBeCloseTo(0, 6);
        expect(toTime(width + 50)).toBe(asked.range.to);
      }),
    );
  });

  test('folds nothing in which something happens', () => {
    fc.assert(
      fc.property(drawn, (asked) => {
        const { folds } = timeScale(asked);
        for (const { from, to } of asked.busy)
          for (const fold of folds) expect(from >= fold.to || to <= fold.from).toBe(true);
      }),
    );
  });

  test('gives a short time among days of nothing most of the line', () => {
    const day = 86_400_000;
    const busy = { from: BEGIN + 3 * day, to: BEGIN + 3 * day + 2000 };
    const asked = { range: { from: BEGIN, to: BEGIN + 7 * day }, width: 1000, busy: [busy] };
    const even = timeScale({ ...asked, isIdleFolded: false });
    const folding = timeScale({ ...asked, isIdleFolded: true });
    expect(even.toX(busy.to) - even.toX(busy.from)).toBeLessThan(1);
    expect(folding.folds).toHaveLength(2);
    expect(folding.toX(busy.from)).toBeLessThan(500);
    expect(folding.toX(busy.to)).toBeGreaterThan(folding.toX(busy.from));
  });

  test('has labels at midnight of the clock that the reader has chosen', () => {
    const days = { from: BEGIN, to: BEGIN + 8 * 86_400_000 };
    const { ticks } = timeScale({ range: days, width: 1000, busy: [], isIdleFolded: false });
    const isMidnight = (clock: 'local' | 'utc'): boolean =>
      ticks(8, clock).every((tick) => {
        const date = new Date(tick);
        return (clock === 'utc' ? date.getUTCHours() : date.getHours()) === 0;
      });
    expect([isMidnight('utc'), isMidnight('local')]).toEqual([true, true]);
  });

  test('has labels in order, within the range, that do not lie over one another', () => {
    fc.assert(
      fc.property(drawn, (asked) => {
        const { ticks, toX } = timeScale(asked);
        const places = ticks(8, 'utc').map(toX);
        for (const [index, place] of places.entries())
          if (index > 0) expect(place - (places[index - 1] ?? 0)).toBeGreaterThanOrEqual(70);
      }),
    );
  });
});
