import { buffer } from 'node:stream/consumers';

import { expect, test } from '@jest/globals';

import { toFile, toStream } from './registry-streams.js';

const PIECE = 'x'.repeat(100_000);
const COUNT = 20;

test.each([
  ['a text', (pieces: Iterable<string>) => toStream(pieces, 'application/json')],
  ['a file', (pieces: Iterable<string>) => toFile(pieces)],
])('%s that is taken at once leaves others their turn between its pieces', async (_, make) => {
  let turns = 0;
  let isOver = false;
  const count = (): void => {
    turns += 1;
    if (!isOver) setImmediate(count);
  };
  setImmediate(count);
  const taken = await buffer(make(Array.from({ length: COUNT }, () => PIECE)).getStream());
  isOver = true;
  expect(taken.length).toBeGreaterThanOrEqual(COUNT * PIECE.length);
  expect(turns).toBeGreaterThanOrEqual(COUNT);
});
