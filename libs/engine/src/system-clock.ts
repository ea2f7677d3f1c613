import { type Clock } from '#processes';

/**
 * The longest time before an alarm checks the clock again: the clock may be set meanwhile, and a
 * timer of Node.js can't be longer than 2^31 - 1 milliseconds.
 */
const LONGEST_MS = 60_000;

/** The clock of this machine. */
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
