import { describe, expect, test } from '@jest/globals';

import { folded, joined, stepsOf } from './paths.js';

describe('paths of keys', () => {
  test('are compared unit by unit, whatever their case', () => {
    expect(folded('Straße\\é')).toBe('STRAßE\\É');
    expect(folded('K')).not.toBe(folded('\u212a'));
  });

  test('are joined to the names below them', () => {
    expect(joined('', 'SOFTWARE')).toBe('SOFTWARE');
    expect(joined('SOFTWARE', 'Acme')).toBe('SOFTWARE\\Acme');
  });

  test('have the keys above them', () => {
    expect(stepsOf('')).toEqual([]);
    expect(stepsOf('SOFTWARE\\Acme')).toEqual([
      { name: 'SOFTWARE', path: 'SOFTWARE' },
      { name: 'Acme', path: 'SOFTWARE\\Acme' },
    ]);
  });
});
