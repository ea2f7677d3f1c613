import { describe, expect, test } from '@jest/globals';

import { bestOf, rankOf } from './match.js';

describe('a text fits what was typed', () => {
  test.each([
    ['SQL Server', 'sql', 0],
    ['Microsoft SQL', 'SQL', 1],
    ['MSSQL15', 'sql', 2],
    ['SQL Server', 'server sql', 1],
    ['SQL Server', '', 0],
    ['SQL Server', 'sql oracle', undefined],
  ])('%s by %j: %s', (text, typed, rank) => {
    expect(rankOf(text, typed)).toBe(rank);
  });
});

test('the best come first, equal ones in their order, and only so many', () => {
  const entries = ['my node', 'node-b', 'node-a', 'other', 'a node'].map((text) => ({ text }));
  expect(bestOf(entries, 'node', 4).map(({ text }) => text)).toEqual([
    'node-b',
    'node-a',
    'my node',
    'a node',
  ]);
  expect(bestOf(entries, 'node', 1)).toHaveLength(1);
});
