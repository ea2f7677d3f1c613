import { describe, expect, test } from '@jest/globals';

import { axisText } from './axis-text.js';

const at = (text: string): number => new Date(text).getTime();
const hour = { from: at('2026-02-03T04:00:00Z'), to: at('2026-02-03T05:00:00Z') };
const month = { from: at('2026-02-03T00:00:00Z'), to: at('2026-03-03T00:00:00Z') };

describe('the labels of an axis', () => {
  test.each([
    ['2026-02-03T04:05:00Z', '04:05'],
    ['2026-02-03T04:05:06Z', '04:05:06'],
    ['2026-02-03T04:05:06.250Z', '04:05:06.250'],
  ])('%s within an hour is %s', (instant, text) => {
    expect(axisText(at(instant), undefined, { clock: 'utc', range: hour })).toBe(text);
  });

  test('have the day in a longer time, where it is another one', () => {
    const axis = { clock: 'utc', range: month } as const;
    const noon = at('2026-02-05T12:00:00Z');
    expect(axisText(at('2026-02-05T00:00:00Z'), undefined, axis)).toBe('2026-02-05');
    expect(axisText(noon, at('2026-02-04T12:00:00Z'), axis)).toBe('02-05 12:00');
    expect(axisText(noon, at('2026-02-05T00:00:00Z'), axis)).toBe('12:00');
  });
});
