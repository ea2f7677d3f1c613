import { describe, expect, test } from '@jest/globals';

import { duration, shortInstant, sinceInstant, wholeInstant } from './instant.js';

const NOW = new Date('2026-02-03T20:30:00Z');

describe('an instant', () => {
  test('of this day is its time', () => {
    expect(shortInstant(new Date('2026-02-03T04:05:06.700Z'), 'utc', NOW)).toBe('04:05:06Z');
  });

  test('of another day has its date', () => {
    const date = new Date('2026-02-02T23:59:59Z');
    expect(shortInstant(date, 'utc', NOW)).toBe('2026-02-02 23:59:59Z');
  });

  test('on the local clock has no Z', () => {
    const date = new Date(2026, 1, 3, 4, 5, 6);
    expect(shortInstant(date, 'local', new Date(2026, 1, 3, 23))).toBe('04:05:06');
  });

  test('as a whole is in local time and in UTC, to the millisecond', () => {
    const date = new Date('2026-02-03T04:05:06.007Z');
    expect(wholeInstant(date)).toMatch(
      /^2026-02-0\d \d\d:\d\d:06\.007 [+-]\d\d:\d\d · 2026-02-03T04:05:06\.007Z$/,
    );
  });

  test.each([
    ['2026-02-03T20:30:00.400Z', 'just now'],
    ['2026-02-03T20:29:59Z', '1 second ago'],
    ['2026-02-03T20:27:01Z', '2 minutes ago'],
    ['2026-02-03T19:30:00Z', '1 hour ago'],
    ['2026-01-04T20:30:00Z', '30 days ago'],
    ['2026-02-03T21:30:00Z', 'in 1 hour'],
  ])('%s is %s', (at, since) => {
    expect(sinceInstant(new Date(at), NOW)).toBe(since);
  });
});

test.each([
  [0, '0 ms'],
  [12.4, '12 ms'],
  [1500, '1.5 s'],
  [59_400, '59 s'],
  [125_000, '2 min 5 s'],
  [3_840_000, '1 h 4 min'],
])('%d milliseconds are %s', (ms, text) => {
  expect(duration(ms)).toBe(text);
});
