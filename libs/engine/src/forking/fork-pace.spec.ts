import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';

import { ForkPace } from './fork-pace.js';

let now: number;

beforeEach(() => {
  now = 0;
  jest.spyOn(performance, 'now').mockImplementation(() => now);
});

afterEach(() => {
  jest.restoreAllMocks();
});

test('work goes on at once for 5 ms, then takes a turn', async () => {
  let turns = 0;
  const pace = new ForkPace(() => {
    turns += 1;
    return Promise.resolve();
  });
  now = 4;
  await pace.slice();
  expect(turns).toBe(0);
  now = 5;
  await pace.slice();
  expect(turns).toBe(1);
  now = 9;
  await pace.slice();
  expect(turns).toBe(1);
});

test('work that waits is paused, and stays in order', async () => {
  const { promise: turn, resolve: give } = Promise.withResolvers<undefined>();
  const pace = new ForkPace(async () => {
    await turn;
  });
  now = 7;
  const done: number[] = [];
  const all = [1, 2, 3].map(async (number) => {
    await pace.slice();
    done.push(number);
  });
  expect(pace.isPaused).toBe(true);
  give(undefined);
  await Promise.all(all);
  expect([done, pace.isPaused]).toEqual([[1, 2, 3], false]);
});
