import { expect, test } from '@jest/globals';

import { newerThan } from './newer-than.js';

const rows = ['c', 'b', 'a'].map((id) => ({ id }));

test.each([
  ['c', 0],
  ['b', 1],
  ['a', 2],
  ['gone', 0],
  [undefined, 0],
])('rows that came after %s are counted: %d', (top, count) => {
  expect(newerThan(rows, top)).toBe(count);
});
