import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';

import { systemClock } from './system-clock.js';

const MINUTE_MS = 60_000;
const START = Date.UTC(2026, 0, 1);

beforeEach(() => {
  jest.useFakeTimers({ now: START });
});

afterEach(() => {
  jest.useRealTimers();
});

const ringing = (instant: number): (() => number) => {
  let calls = 0;
  systemClock.at(instant, () => {
    calls += 1;
  });
  return () => calls;
};

test('calls at the instant, once', () => {
  const calls = ringing(START + 500);
  jest.advanceTimersByTime(499);
  expect(calls()).toBe(0);
  jest.advanceTimersByTime(1);
  expect(calls()).toBe(1);
  jest.advanceTimersByTime(MINUTE_MS);
  expect(calls()).toBe(1);
});

test('calls at once for a past instant', () => {
  const calls = ringing(START - 1);
  jest.advanceTimersByTime(0);
  expect(calls()).toBe(1);
});

test.each([[2 ** 31 - 1], [2 ** 31], [2 ** 32 - 2], [1e15]])(
  'for an instant %d ms away, does not call now, and checks the clock within a minute',
  (away) => {
    const calls = ringing(START + away);
    jest.advanceTimersByTime(MINUTE_MS - 1);
    expect(calls()).toBe(0);
    jest.advanceTimersByTime(1);
    expect(calls()).toBe(1);
  },
);

test('can be cancelled', () => {
  let calls = 0;
  const callOff = systemClock.at(START + 500, () => {
    calls += 1;
  });
  callOff();
  jest.advanceTimersByTime(MINUTE_MS);
  expect(calls).toBe(0);
});
