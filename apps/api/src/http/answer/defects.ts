import { Readable } from 'node:stream';

import { type FastifyReply, type FastifyRequest } from 'fastify';
import { type Logger } from 'pino';

import { NoSuchThing, type MissingThing } from '#application';
import { type Position } from '#event-store';

import { type Metrics } from '../../metrics/metrics.js';
import { loggedUrl } from './logged-url.js';
import { DEFECT, toProblem, type Problem } from './problem.js';

/** Turns an error into a problem. An unforeseen error is logged, and its details are not shown. */
export class Defects {
  constructor(
    private readonly log: Logger,
    private readonly metrics: Metrics,
    /** The last position at which a missing thing was there. */
    private readonly lastThere: (missing: MissingThing) => Position | undefined,
  ) {}

  problemOf(error: unknown, path: string): Problem {
    const problem = toProblem(error) ?? DEFECT;
    if (problem === DEFECT) {
      this.log.error({ err: error, path: loggedUrl(path) }, 'defect');
      this.metrics.defect();
    }
    return {
      ...problem,
      ...this.lastPosition(error, problem),
      instance: path.split('?', 1)[0] ?? path,
    };
  }

  private lastPosition(error: unknown, { detail }: Problem): Partial<Problem> {
    const last = error instanceof NoSuchThing ? this.lastThere(error.missing) : undefined;
    if (last === undefined) return {};
    return {
      detail: `${detail}; it was last there at position ${String(last)}`,
      lastPosition: String(last),
    };
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
