import { type Clock } from '#processes';

/** Longer than this no timer of Node.js can be set; who wakes too early looks again. */
const LONGEST_MS = 2 ** 31 - 1;

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
