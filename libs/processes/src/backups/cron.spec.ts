import { describe, expect, test } from '@jest/globals';

import { parseCron } from './cron.js';

const at = (text: string): number => Date.parse(text);
const shown = (instant: number | undefined): string | undefined =>
  instant === undefined ? undefined : new Date(instant).toISOString();

test.each([
  ['0 3 * * *', '2026-11-29T03:00:00Z', '2026-11-30T03:00:00.000Z', '2026-11-29T03:00:00.000Z'],
  ['0 3 * * *', '2026-11-29T02:59:59.999Z', '2026-11-29T03:00:00.000Z', '2026-11-28T03:00:00.000Z'],
  ['*/15 * * * *', '2026-11-29T03:07:00Z', '2026-11-29T03:15:00.000Z', '2026-11-29T03:00:00.000Z'],
  [
    '30 1-3,5 * * *',
    '2026-11-29T03:31:00Z',
    '2026-11-29T05:30:00.000Z',
    '2026-11-29T03:30:00.000Z',
  ],
  ['0 0 29 2 *', '2026-11-29T00:00:00Z', '2028-02-29T00:00:00.000Z', '2024-02-29T00:00:00.000Z'],
  ['0 0 * JAN mon', '2026-11-29T00:00:00Z', '2027-01-04T00:00:00.000Z', '2026-01-26T00:00:00.000Z'],
  // Either of the two days, if both are given.
  ['0 0 13 * FRI', '2026-11-29T00:00:00Z', '2026-12-04T00:00:00.000Z', '2026-11-27T00:00:00.000Z'],
])('%s at %s comes next at %s, and came last at %s', (text, now, next, last) => {
  const times = parseCron(text);
  expect(shown(times.after(at(now)))).toBe(next);
  expect(shown(times.upTo(at(now)))).toBe(last);
});

describe('what is refused', () => {
  test.each([
    ['', /five fields/],
    ['0 3 * *', /five fields/],
    ['0 0 3 * * *', /five fields/],
    ['0  3 * * *', /five fields/],
    [' 0 3 * * *', /five fields/],
    ['@daily', /five fields/],
    ['0 3 L * *', /five fields/],
    ['0 3 * * 5#2', /five fields/],
    ['H 3 * * *', /five fields/],
    ['? 3 * * *', /five fields/],
    [`${'1,'.repeat(60)}1 3 * * *`, /five fields/],
    ['60 3 * * *', /minute: 60/],
    ['0 24 * * *', /hour: 24/],
    ['0 3 * XYZ *', /./],
    ['*/0 3 * * *', /./],
    ['0 0 30 2 *', /never comes/],
    ['0 0 31 APR,JUN *', /never comes/],
  ])('"%s"', (text, reason) => {
    expect(() => parseCron(text)).toThrow(
      expect.objectContaining({ name: 'WrongCron', message: expect.stringMatching(reason) }),
    );
  });
});
