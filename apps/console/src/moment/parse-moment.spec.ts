import { describe, expect, test } from '@jest/globals';

import { parseMoment } from './parse-moment.js';

const NOW = new Date('2026-02-03T20:30:00Z');

const read = (typed: string): string => {
  const named = parseMoment(typed, 'utc', NOW);
  return 'at' in named ? named.at : named.fault;
};

describe('a moment that a person types', () => {
  test.each([
    ['412', '412'],
    [' 412 ', '412'],
    ['before-upgrade', 'before-upgrade'],
    ['2026-02-03', '2026-02-03T00:00:00.000Z'],
    ['2026-02-03 04:05', '2026-02-03T04:05:00.000Z'],
    ['2026-02-03 4:05', '2026-02-03T04:05:00.000Z'],
    ['2026-02-03T04:05:06.789', '2026-02-03T04:05:06.789Z'],
    ['2026-02-03T04:05:06+02:00', '2026-02-03T04:05:06+02:00'],
    ['2026-02-03T04:05z', '2026-02-03T04:05:00Z'],
    ['04:05', '2026-02-03T04:05:00.000Z'],
    ['4:05:06', '2026-02-03T04:05:06.000Z'],
  ])('%s is %s', (typed, at) => {
    expect(read(typed)).toBe(at);
  });

  test.each(['', '-5', '2026-02-03 04:05 05:06', '4', '04:05 2026-02-03', 'two words', '1e5'])(
    '"%s" names none, or a position',
    (typed) => {
      expect(read(typed)).toMatch(/^(\d+|This is no .*)$/);
    },
  );

  test.each(['2026-02-03 25:05', '2026-13-03 04:05', '04:61'])('%s is no time', (typed) => {
    expect(read(typed)).toMatch(/is no time\.$/);
  });

  test('a time without an offset is in the zone of the page', () => {
    const local = parseMoment('2026-02-03 04:05', 'local', NOW);
    expect(local).toEqual({ at: new Date(2026, 1, 3, 4, 5).toISOString() });
  });
});
