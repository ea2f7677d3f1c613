import { type Clock } from '#processes';

/**
 * No alarm waits longer than this before its owner looks at the clock again: a clock may be set, and
 * no timer of Node.js can be longer than 2^31 - 1 milliseconds.
 */
const LONGEST_MS = 60_000;

/** The time of this machine. */
export const systemClock: Clock = {
  now: () => Date.now(),
  at: (instant, call) => {
    const delay = Math.max(0, Math.min(instant - Date.now(), LONGEST_MS));
    const timer = setTimeout(call, delay);
    timer.unref();
    return () => {
      clearTimeout(timer);
    };
  },
};
