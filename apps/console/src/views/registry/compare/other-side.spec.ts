import { describe, expect, test } from '@jest/globals';

import { otherSideIn, sayingSide, sideName } from './other-side.js';

const PLACE = { node: 'node-a', key: 'SOFTWARE', view: '64-bit' } as const;

describe('the other side of a comparison', () => {
  test('is none unless the search names one', () => {
    expect(otherSideIn({ only: 'true' }, PLACE, {})).toBeUndefined();
  });

  test.each([
    [
      'another node at the moment of the page',
      { with: 'node-b' },
      { node: 'node-b', at: { at: '7' } },
    ],
    ['the same node at another moment', { withAt: '5' }, { node: 'node-a', at: { at: '5' } }],
    ['the same node now', { withNow: 'true' }, { node: 'node-a', at: {} }],
    ['another node at another moment', { with: 'b', withAt: '5' }, { node: 'b', at: { at: '5' } }],
  ])('may be %s', (_, search, side) => {
    expect(otherSideIn(search, PLACE, { at: '7' })).toEqual(side);
  });

  test('has a name for the API and one for people', () => {
    expect([sideName('node-a', {}), sideName('node-a', { at: '5' })]).toEqual([
      'node:node-a',
      'node:node-a@5',
    ]);
    expect([sayingSide('node-a', {}), sayingSide('node-a', { at: 'tag' })]).toEqual([
      'node-a now',
      'node-a at tag',
    ]);
  });
});
