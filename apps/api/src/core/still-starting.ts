import { LogReplaced } from '#event-store';

import { HttpProblem } from './http-problem.js';

/** The refusal of a request during a start; a replaced log is refused as such. */
export const stillStarting = (problem?: Error): Error =>
  problem instanceof LogReplaced
    ? problem
    : new HttpProblem(503, 'starting', {
        detail: problem?.message ?? 'the log is not caught up with yet',
      });
