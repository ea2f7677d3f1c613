import { Readable } from 'node:stream';

import { type FastifyReply, type FastifyRequest } from 'fastify';
import { type Logger } from 'pino';

import { type Metrics } from '../../metrics/metrics.js';
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

  /** Hears of what goes wrong in an answer whose head has left, when nobody can be told any more. */
  watch(answer: unknown, request: FastifyRequest, reply: FastifyReply): void {
    if (!(answer instanceof Readable)) return;
    answer.once('error', (error) => {
      if (reply.raw.headersSent) this.problemOf(error, request.url);
    });
  }
}
