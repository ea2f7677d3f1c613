import { expect, test } from '@jest/globals';

import { toPosition } from '#event-store';

import { Unprojected } from './unprojected.js';

const at = (position: number) => toPosition(BigInt(position));

test('an operation is known by its last event until that is projected', () => {
  const unprojected = new Unprojected();
  unprojected.note('a', at(1));
  unprojected.note('b', at(2));
  unprojected.note('a', at(5));
  expect(unprojected.lastOf('a', at(0))).toBe(5n);
  expect(unprojected.lastOf('b', at(1))).toBe(2n);
  expect(unprojected.lastOf('b', at(2))).toBeUndefined();
  expect(unprojected.lastOf('a', at(4))).toBe(5n);
  expect(unprojected.lastOf('a', at(5))).toBeUndefined();
  unprojected.note('a', at(9));
  expect(unprojected.lastOf('a', at(8))).toBe(9n);
  expect(unprojected.lastOf('none', at(8))).toBeUndefined();
});
