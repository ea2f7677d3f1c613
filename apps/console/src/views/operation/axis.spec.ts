import { describe, expect, test } from '@jest/globals';

import { axisOf, barOf } from './axis.js';

const at = (ms: number): string => new Date(ms).toISOString();
const span = (
  begin: number,
  end: number | null,
): { startedAt: string; endedAt: string | null } => ({
  startedAt: at(begin),
  endedAt: end === null ? null : at(end),
});

describe('the line of an operation', () => {
  test('reaches from its begin to the end of its last step', () => {
    const steps = [span(1010, 1050), span(1050, 1300)];
    expect(axisOf(span(1000, 1200), steps, 9000)).toEqual({ begin: 1000, length: 300 });
  });

  test('ends now while something is under way', () => {
    expect(axisOf(span(1000, null), [span(1010, null)], 1500)).toEqual({
      begin: 1000,
      length: 500,
    });
  });

  test('has no negative length where a clock was set back', () => {
    expect(axisOf(span(1000, 400), [span(900, 300)], 0)).toEqual({ begin: 900, length: 100 });
  });
});

describe('the bar of a step', () => {
  const axis = { begin: 1000, length: 200 };

  test('is its part of the line', () => {
    expect(barOf(span(1050, 1150), axis, 0)).toEqual({ left: 25, width: 50 });
  });

  test('ends now while the step is under way', () => {
    expect(barOf(span(1100, null), axis, 1200)).toEqual({ left: 50, width: 50 });
  });

  test('has no width where the clock was set back within the step', () => {
    expect(barOf(span(1100, 1000), axis, 0)).toEqual({ left: 50, width: 0 });
  });

  test('is the whole line of an operation that took no time', () => {
    expect(barOf(span(1000, 1000), { begin: 1000, length: 0 }, 0)).toEqual({ left: 0, width: 100 });
  });
});
