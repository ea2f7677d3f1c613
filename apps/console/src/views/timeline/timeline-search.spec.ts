import { describe, expect, test } from '@jest/globals';

import { instantIn, lanesIn, pinning, pinsIn } from './timeline-search.js';

describe('the search parameters of the timeline', () => {
  test('pin a lane, and unpin it', () => {
    const one = pinning({}, 'node, a');
    const two = pinning(one, 'node-b');
    expect(pinsIn(two)).toEqual(['node, a', 'node-b']);
    expect(pinning(two, 'node, a')).toEqual({ pin: 'node-b' });
    expect(pinning({ pin: 'node-b' }, 'node-b')).toEqual({ pin: undefined });
  });

  test('have lanes of nodes unless they say groups', () => {
    expect([lanesIn({}), lanesIn({ lanes: 'groups' }), lanesIn({ lanes: 'moons' })]).toEqual([
      'nodes',
      'groups',
      'nodes',
    ]);
  });

  test('name instants, positions and tags', () => {
    expect(instantIn('2026-02-03T04:05:06Z')).toBe(Date.UTC(2026, 1, 3, 4, 5, 6));
    expect([instantIn('412'), instantIn('before'), instantIn('2026-99-99T00:00:00Z')]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
    expect(instantIn(undefined)).toBeUndefined();
  });
});
