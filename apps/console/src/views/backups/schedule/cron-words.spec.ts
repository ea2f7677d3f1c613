import { expect, test } from '@jest/globals';

import { cronWords } from './cron-words.js';

test.each([
  ['0 3 * * *', 'every day at 03:00 UTC'],
  [' 30  23 * * 7', 'every Sunday at 23:30 UTC'],
  ['5 4 * * 1', 'every Monday at 04:05 UTC'],
  ['15 * * * *', 'every hour at minute 15'],
  ['0 3 1 * *', undefined],
  ['*/5 3 * * *', undefined],
  ['15 * * * 1', undefined],
  ['nonsense', undefined],
])('%j is %s', (cron, words) => {
  expect(cronWords(cron)).toBe(words);
});
