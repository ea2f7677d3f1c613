import { expect, test } from '@jest/globals';

import { toPosition } from '#event-store';

import { PendingProjections } from './pending-projections.js';

const at = (position: number) => toPosition(BigInt(position));

test('an operation is pending until its last event is projected', () => {
  const pendingProjections = new PendingProjections();
  pendingProjections.note('a', at(1));
  pendingProjections.note('b', at(2));
  pendingProjections.note('a', at(5));
  expect(pendingProjections.lastOf('a', at(0))).toBe(5n);
  expect(pendingProjections.lastOf('b', at(1))).toBe(2n);
  expect(pendingProjections.lastOf('b', at(2))).toBeUndefined();
  expect(pendingProjections.lastOf('a', at(4))).toBe(5n);
  expect(pendingProjections.lastOf('a', at(5))).toBeUndefined();
  pendingProjections.note('a', at(9));
  expect(pendingProjections.lastOf('a', at(8))).toBe(9n);
  expect(pendingProjections.lastOf('none', at(8))).toBeUndefined();
});
