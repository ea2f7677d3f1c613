import { type ProgressListener } from './projecting.js';

/** Passes the progress on to a listener that is known only later. */
export const forwarding = (to: () => ProgressListener): ProgressListener => ({
  advanced: (advance) => {
    to().advanced(advance);
  },
  stopped: (error) => {
    to().stopped(error);
  },
  damaged: (damage) => {
    to().damaged(damage);
  },
  renewed: () => {
    to().renewed();
  },
});
