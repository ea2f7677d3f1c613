import { LogReplaced } from '#event-store';

import { HttpProblem } from './http-problem.js';

/** What nobody can be answered yet; that there is another log is said as such. */
export const stillStarting = (problem?: Error): Error =>
  problem instanceof LogReplaced
    ? problem
    : new HttpProblem(503, 'starting', {
        detail: problem?.message ?? 'the log is not caught up with yet',
      });
