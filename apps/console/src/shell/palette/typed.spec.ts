import { expect, test } from '@jest/globals';

import { meantBy } from './typed.js';

const NOW = new Date('2026-02-03T20:30:00Z');
const ID = '33ceddf6-3720-46c1-b26a-7baee08b51d1';

test.each([
  ['412', { at: '412' }],
  ['04:05', { at: '2026-02-03T04:05:00.000Z' }],
  ['before-upgrade', {}],
  ['HKLM\\SOFTWARE\\Acme\\', { key: 'SOFTWARE\\Acme' }],
  ['SOFTWARE\\Acme', { key: 'SOFTWARE\\Acme' }],
  [ID.toUpperCase(), { operation: ID }],
  ['', {}],
])('%j is read as %j', (typed, meant) => {
  expect(meantBy(typed, 'utc', NOW)).toEqual(meant);
});
