import { expect, test } from '@jest/globals';
import fc from 'fast-check';

import { type Row } from '../file/database.js';
import { common, pack, positionsOf, type Blocks } from './positions.js';

const HIGHEST = 3000;
/** The most blocks, of 200, that two far positions may need. */
const MOST_READ = 8;

/** A list of positions in several blocks, as in a table; a page has some of them. */
const blocksOf = (positions: readonly number[], cuts: ReadonlySet<number>): Blocks => {
  const blocks: number[][] = [];
  for (const position of positions)
    if (blocks.length === 0 || cuts.has(position)) blocks.push([position]);
    else blocks.at(-1)?.push(position);
  const rows = blocks.map((block): Row => ({ first: block[0] ?? 0, positions: pack(block) }));
  return {
    begin: (position) => rows.findLast(({ first }) => Number(first) <= position)?.['first'] ?? null,
    page: (direction, { from, to, limit }) => {
      const found = rows.filter(({ first }) => Number(first) >= from && Number(first) <= to);
      return (direction === 'ASC' ? found : found.reverse()).slice(0, limit);
    },
  };
};

const list = fc
  .record({
    positions: fc.uniqueArray(fc.integer({ min: 1, max: HIGHEST }), { maxLength: 600 }),
    /** The average number of positions in a block. */
    size: fc.integer({ min: 1, max: 40 }),
  })
  .map(({ positions, size }) => ({
    positions: positions.toSorted((a, b) => a - b),
    cuts: new Set(positions.filter((position) => position % size === 0)),
  }));

const span = fc.record({
  low: fc.integer({ min: 0, max: HIGHEST }),
  high: fc.oneof(fc.integer({ min: 0, max: HIGHEST }), fc.constant(Number.MAX_SAFE_INTEGER)),
  order: fc.constantFrom('oldest' as const, 'newest' as const),
});

test('the common positions of lists do not depend on their blocks', () => {
  fc.assert(
    fc.property(fc.array(list, { minLength: 1, maxLength: 3 }), span, (lists, asked) => {
      const { low, high, order } = asked;
      const wanted = (lists[0]?.positions ?? []).filter(
        (position) =>
          position >= low &&
          position <= high &&
          lists.every(({ positions }) => positions.includes(position)),
      );
      if (order === 'newest') wanted.reverse();
      const found = lists.map(({ positions, cuts }) =>
        positionsOf(blocksOf(positions, cuts), asked),
      );
      expect([...common(found, order)]).toEqual(wanted);
    }),
  );
});

test('blocks before the needed position are not read', () => {
  const dense = Array.from({ length: 2000 }, (_, index) => index + 1);
  const blocks = blocksOf(dense, new Set(dense.filter((position) => position % 10 === 0)));
  for (const order of ['oldest', 'newest'] as const) {
    let read = 0;
    const counted: Blocks = {
      ...blocks,
      page: (...asked) => {
        const rows = blocks.page(...asked);
        read += rows.length;
        return rows;
      },
    };
    const asked = { low: 1, high: 2000, order };
    const rare = positionsOf(blocksOf([3, 1997], new Set()), asked);
    const all = positionsOf(counted, asked);
    expect([...common([all, rare], order)].toSorted((a, b) => a - b)).toEqual([3, 1997]);
    expect(read).toBeLessThan(MOST_READ);
  }
});
