import { expect, test } from '@jest/globals';

import { takePage, type Sized } from './pages.js';

const sized = (...sizes: readonly number[]): readonly Sized<number>[] =>
  sizes.map((size, item) => ({ item, size }));

test.each<[string, readonly Sized<number>[], readonly number[], boolean]>([
  ['nothing', [], [], true],
  ['all items', sized(1, 1, 1), [0, 1, 2], true],
  ['no more items than the limit', sized(1, 1, 1, 1), [0, 1, 2], false],
  ['no more items than fit', sized(6, 6, 6), [0, 1], false],
  ['one item that is larger than a page', sized(99, 1), [0], false],
  ['one last item that is larger than a page', sized(99), [0], true],
])('a page has %s', (_, found, items, isLast) => {
  expect(takePage(found, 3, 10)).toEqual({ items, isLast });
});
