import { expect, test } from '@jest/globals';

import { WhatIfQueue } from './what-if-queue.js';

/** Work that ends when a test says so. */
const held = () => {
  const { promise, resolve } = Promise.withResolvers<string>();
  return { work: (): Promise<string> => promise, end: resolve };
};

test('so many run at once, so many wait, and others are refused', async () => {
  const queue = new WhatIfQueue({ running: 2, waiting: 1 });
  const [first, second, third] = [held(), held(), held()];
  const running = [queue.run(first.work), queue.run(second.work)];
  const waiting = queue.run(third.work);
  await expect(queue.run(held().work)).rejects.toThrow('1 what-ifs are waiting; try again later');
  third.end('third');
  second.end('second');
  expect(await waiting).toBe('third');
  first.end('first');
  expect(await Promise.all(running)).toEqual(['first', 'second']);
  expect(await queue.run(() => Promise.resolve('last'))).toBe('last');
});

test('work that fails makes room too', async () => {
  const queue = new WhatIfQueue({ running: 1, waiting: 0 });
  await expect(queue.run(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
  expect(await queue.run(() => Promise.resolve('yes'))).toBe('yes');
});
