import { describe, expect, test } from '@jest/globals';

import { Deadlines } from './deadlines.js';

/**
 * Deadlines with a clock that a test sets by hand, and the time at which each signal will abort.
 */
const byHand = (): {
  deadlines: Deadlines;
  at: (instant: number) => void;
  pass: (signal: AbortSignal) => void;
  endOf: (signal: AbortSignal) => number | undefined;
} => {
  let instant = 0;
  const ends = new Map<AbortSignal, Readonly<{ end: number; controller: AbortController }>>();
  const timeout = (ms: number): AbortSignal => {
    const controller = new AbortController();
    ends.set(controller.signal, { end: instant + ms, controller });
    return controller.signal;
  };
  return {
    deadlines: new Deadlines({ now: () => instant, timeout }),
    at: (next) => {
      instant = next;
    },
    pass: (signal) => ends.get(signal)?.controller.abort(),
    endOf: (signal) => ends.get(signal)?.end,
  };
};

describe('a deadline', () => {
  test('comes after the requested time, a tenth of a second later at most', () => {
    for (const ms of [0, 1000, 30_000, 300_000])
      for (let instant = 0; instant < 250; instant += 0.7) {
        const { deadlines, at, endOf } = byHand();
        at(instant);
        const late = (endOf(deadlines.after(ms)) ?? NaN) - (instant + ms);
        expect(late).toBeGreaterThanOrEqual(0);
        expect(late).toBeLessThan(101);
      }
  });

  test('is shared by deadlines that end at about that time', () => {
    const { deadlines, at } = byHand();
    at(5);
    const first = deadlines.after(1000);
    at(60);
    expect(deadlines.after(1000)).toBe(first);
    expect(deadlines.after(2000)).not.toBe(first);
    at(120);
    expect(deadlines.after(1000)).not.toBe(first);
  });

  test('that has passed is not shared with later deadlines', () => {
    const { deadlines, pass } = byHand();
    const first = deadlines.after(1000);
    pass(first);
    expect(deadlines.after(1000)).not.toBe(first);
  });

  test('of no time at all is not delayed', () => {
    const { deadlines, at, endOf } = byHand();
    at(33);
    expect(endOf(deadlines.after(0))).toBe(33);
  });
});
