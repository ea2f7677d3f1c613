import { expect, test } from '@jest/globals';

import { earliestAfter, periodEnd } from './due.js';

test.each([
  ['has not passed', 100, 50, 120, 150],
  ['has passed', 100, 50, 200, 150],
  ['begins now', 100, 50, 100, 150],
  ['began later, by the whole period', 100, 50, 50, 150],
  ['began later, by more than the period', 100, 50, 49, 49],
  ['has no length', 100, 0, 100, 100],
])('a period that %s ends at its end, or now', (_, since, period, now, end) => {
  expect(periodEnd(since, period, now)).toBe(end);
});

test.each<[readonly (number | undefined)[], number | undefined]>([
  [[], undefined],
  [[undefined], undefined],
  [[9, 10], undefined],
  [[11], 11],
  [[13, 11, 12], 11],
  [[11, undefined, 9, 13], 11],
])('of %j the earliest instant after 10 is %s', (instants, earliest) => {
  expect(earliestAfter(10, instants)).toBe(earliest);
});
