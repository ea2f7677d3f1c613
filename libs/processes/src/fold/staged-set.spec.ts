import { expect, test } from '@jest/globals';

import { stagedSet } from './staged-set.js';

const A = { op: 'create-key', key: 'A' } as const;
const B = { op: 'create-key', key: 'B' } as const;

test('a staged list has its name, the number of its parts, and a hash over all of them', () => {
  expect(stagedSet('s', [[A], [B]])).toEqual({
    ...{ set: 's', count: 2 },
    // printf '[{"op":"create-key","key":"A"}][{"op":"create-key","key":"B"}]' | sha256sum
    hash: 'b3ff92d5b3d25a847b403167c558199221320eacd0a19e5f0e2d6c4c5525a432',
  });
  expect(stagedSet('s', []).count).toBe(0);
});

test('another content, order or division gives another hash', () => {
  const lists = [[[A], [B]], [[B], [A]], [[A, B]], [[A]]];
  expect(new Set(lists.map((parts) => stagedSet('s', parts).hash)).size).toBe(4);
});
