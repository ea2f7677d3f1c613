import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';

import { snap, type Edge } from './snap.js';

/** A line on which a pixel is a millisecond. */
const line = { toX: (at: number) => at, toTime: (x: number) => Math.round(x) };
const within = 6;

describe('a place on the line', () => {
  test('snaps to the nearest edge that is near enough', () => {
    const edges = [{ at: 10 }, { at: 18 }, { at: 40, position: '7' }];
    expect(snap(13, line, { edges, within })).toEqual({ at: 10 });
    expect(snap(15, line, { edges, within })).toEqual({ at: 18 });
    expect(snap(36, line, { edges, within })).toEqual({ at: 40, position: '7' });
    expect(snap(27, line, { edges, within })).toEqual({ at: 27 });
  });

  test('takes the edge of an event before another one at the same place', () => {
    const edges = [{ at: 10 }, { at: 10, position: '3' }, { at: 10 }];
    expect(snap(12, line, { edges, within })).toEqual({ at: 10, position: '3' });
  });

  test('finds what a look at every edge finds', () => {
    const random = fc.array(fc.nat(300)).map((all) => all.toSorted((a, b) => a - b));
    fc.assert(
      fc.property(random, fc.nat(300), (instants, x) => {
        const edges: Edge[] = instants.map((at) => ({ at }));
        const near = instants.filter((at) => Math.abs(at - x) <= within);
        const least = Math.min(...near.map((at) => Math.abs(at - x)));
        const found = snap(x, line, { edges, within });
        if (near.length === 0) expect(found.at).toBe(x);
        else expect(Math.abs(found.at - x)).toBe(least);
      }),
    );
  });
});
