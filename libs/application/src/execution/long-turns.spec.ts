import { expect, test } from '@jest/globals';

import { LongTurns } from './long-turns.js';

test('takes a turn once a piece has lasted 5 milliseconds', async () => {
  let [now, turns] = [0, 0];
  const takeTurn = (): Promise<void> => {
    turns += 1;
    now += 100;
    return Promise.resolve();
  };
  const long = new LongTurns({ takeTurn }, () => now);
  const taken: number[] = [];
  for (const passed of [1, 3, 1, 4, 0, 1]) {
    now += passed;
    await long.pause();
    taken.push(turns);
  }
  expect(taken).toEqual([0, 0, 1, 1, 1, 2]);
});
