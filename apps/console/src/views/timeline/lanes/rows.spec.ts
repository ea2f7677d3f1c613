import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';

import { inRows } from './rows.js';

const parts = fc.array(
  fc
    .record({ id: fc.constantFrom('a', 'b', 'c', 'd'), from: fc.nat(100), length: fc.nat(40) })
    .map(({ id, from, length }) => ({ id, from, to: from + length })),
  { maxLength: 30 },
);

describe('the rows of bars', () => {
  test('have no bars that overlap in one of them', () => {
    fc.assert(
      fc.property(parts, (asked) => {
        const rows = Map.groupBy(inRows(asked), ({ row }) => row);
        for (const own of rows.values())
          for (const [index, { from }] of own.entries())
            expect(from).toBeGreaterThanOrEqual(own[index - 1]?.to ?? 0);
      }),
    );
  });

  test('are as few as the most bars at one instant', () => {
    const bars = [
      { id: 'a', from: 0, to: 10 },
      { id: 'b', from: 5, to: 15 },
      { id: 'c', from: 10, to: 20 },
    ];
    expect(inRows(bars).map(({ id, row }) => [id, row])).toEqual([
      ['a', 0],
      ['b', 1],
      ['c', 0],
    ]);
  });

  test('are kept by a group that comes back', () => {
    const bars = [
      { id: 'a', from: 0, to: 4 },
      { id: 'b', from: 0, to: 10 },
      { id: 'b', from: 12, to: 20 },
    ];
    expect(inRows(bars).map(({ row }) => row)).toEqual([0, 1, 1]);
  });
});
