import { describe, expect, test } from '@jest/globals';

import { bodyOf, typedOf } from './schedule-input.js';

const typed = { cron: ' 0 3 * * * ', path: 'nightly ', keepLast: ' 7', keepFor: '' };

describe('a schedule that is typed', () => {
  test('has the fields that are not empty, as numbers', () => {
    expect(bodyOf(typed)).toEqual({ body: { cron: '0 3 * * *', path: 'nightly', keepLast: 7 } });
  });

  test.each(['0', '-1', '1.5', 'many', '1e3'])('has no such number: %s', (text) => {
    expect(bodyOf({ ...typed, keepFor: text })).toMatchObject({ field: 'keepFor' });
    expect(bodyOf({ ...typed, keepLast: text })).toMatchObject({ field: 'keepLast' });
  });

  test('begins as the one that is set', () => {
    const set = { cron: '5 4 * * 1', path: 'w', keepLast: null, keepFor: 30 };
    const rest = { setAt: '2026-01-01T00:00:00.000Z', next: null, last: null };
    expect(typedOf({ ...set, ...rest })).toEqual({
      ...{ cron: '5 4 * * 1', path: 'w', keepLast: '', keepFor: '30' },
    });
    expect(bodyOf(typedOf(undefined))).toMatchObject({ body: { cron: '0 3 * * *' } });
  });
});
