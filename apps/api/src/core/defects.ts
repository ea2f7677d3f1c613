import { type Logger } from 'pino';

import { type Metrics } from '../metrics/metrics.js';
import { DEFECT, toProblem, type Problem } from './problem.js';

/** Turns what was thrown into what is answered; what nobody foresaw is logged, and not shown. */
export class Defects {
  constructor(
    private readonly log: Logger,
    private readonly metrics: Metrics,
  ) {}

  problemOf(error: unknown, path: string): Problem {
    const problem = toProblem(error) ?? DEFECT;
    if (problem === DEFECT) {
      this.log.error({ err: error, path }, 'defect');
      this.metrics.defect();
    }
    return { ...problem, instance: path.split('?', 1)[0] ?? path };
  }
}
