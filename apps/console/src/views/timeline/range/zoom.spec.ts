import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';

import { timeScale } from '../scale/time-scale.js';
import { panned, within, zoomed } from './zoom.js';

const whole = { from: 0, to: 100_000 };
const even = timeScale({ range: whole, width: 1000, busy: [], isIdleFolded: false });

describe('another range', () => {
  test('zoomed in keeps the time under the pointer where it is', () => {
    const { from, to } = zoomed(even, 2, 250);
    expect(to - from).toBe(50_000);
    expect((25_000 - from) / (to - from)).toBeCloseTo(0.25);
  });

  test('zoomed out is longer, around the same place', () => {
    expect(zoomed(even, 0.5, 500)).toEqual({ from: -50_000, to: 150_000 });
  });

  test('zoomed in is never shorter than ten milliseconds', () => {
    const short = {
      ...even,
      range: { from: 0, to: 4 },
      toTime: (x: number) => Math.round(x / 250),
    };
    const { from, to } = zoomed(short, 2, 500);
    expect(to - from).toBeGreaterThanOrEqual(10);
  });

  test('within the whole stays in it, and is as long as it can be', () => {
    fc.assert(
      fc.property(fc.integer({ min: -200_000, max: 200_000 }), fc.nat(200_000), (from, length) => {
        const found = within({ from, to: from + length }, whole);
        expect(found.from).toBeGreaterThanOrEqual(whole.from);
        expect(found.to).toBeLessThanOrEqual(whole.to);
        expect(found.to - found.from).toBe(Math.min(length, 100_000));
      }),
    );
  });

  test('a part further is as long', () => {
    expect(panned({ range: { from: 1000, to: 2000 } }, -0.25)).toEqual({ from: 750, to: 1750 });
  });
});
