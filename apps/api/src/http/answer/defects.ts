import { Readable } from 'node:stream';

import { type FastifyReply, type FastifyRequest } from 'fastify';
import { type Logger } from 'pino';

import { type Metrics } from '../../metrics/metrics.js';
import { DEFECT, toProblem, type Problem } from './problem.js';

/** Turns an error into a problem. An unforeseen error is logged, and its details are not shown. */
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

  /**
   * Logs an error in the body of an answer whose head has left, when the client can no longer be
   * told.
   */
  watch(answer: unknown, request: FastifyRequest, reply: FastifyReply): void {
    if (!(answer instanceof Readable)) return;
    answer.once('error', (error) => {
      if (reply.raw.headersSent) this.problemOf(error, request.url);
    });
  }
}
