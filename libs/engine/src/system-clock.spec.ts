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

test('calls at the instant, and once', () => {
  const calls = ringing(START + 500);
  jest.advanceTimersByTime(499);
  expect(calls()).toBe(0);
  jest.advanceTimersByTime(1);
  expect(calls()).toBe(1);
  jest.advanceTimersByTime(MINUTE_MS);
  expect(calls()).toBe(1);
});

test('calls at once for an instant that is over', () => {
  const calls = ringing(START - 1);
  jest.advanceTimersByTime(0);
  expect(calls()).toBe(1);
});

test.each([[2 ** 31 - 1], [2 ** 31], [2 ** 32 - 2], [1e15]])(
  'an instant %d ms away is not now, and the clock is looked at within a minute',
  (away) => {
    const calls = ringing(START + away);
    jest.advanceTimersByTime(MINUTE_MS - 1);
    expect(calls()).toBe(0);
    jest.advanceTimersByTime(1);
    expect(calls()).toBe(1);
  },
);

test('can be called off', () => {
  let calls = 0;
  const callOff = systemClock.at(START + 500, () => {
    calls += 1;
  });
  callOff();
  jest.advanceTimersByTime(MINUTE_MS);
  expect(calls).toBe(0);
});
