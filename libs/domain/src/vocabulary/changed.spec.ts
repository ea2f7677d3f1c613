import { expect, test } from '@jest/globals';

import { changedOf } from './changed.js';

const CURRENT = { limit: 3, name: 'a', owners: ['x', 'y'], target: null as string | null };

test.each([
  ['nothing', {}, {}],
  ['equal values', { limit: 3, name: 'a', owners: ['x', 'y'], target: null }, {}],
  ['another number', { limit: 4, name: 'a' }, { limit: 4 }],
  ['zero and the empty text', { limit: 0, name: '' }, { limit: 0, name: '' }],
  ['another order of a list', { owners: ['y', 'x'] }, { owners: ['y', 'x'] }],
  ['a value instead of null', { target: 'z' }, { target: 'z' }],
  ['a missing value', { limit: undefined as never, name: 'b' }, { name: 'b' }],
])('of %s, the properties that differ from the present ones are found', (_, wanted, changed) => {
  expect(changedOf(wanted, CURRENT)).toEqual(changed);
  expect(Object.keys(changedOf(wanted, CURRENT))).toEqual(Object.keys(changed));
});
