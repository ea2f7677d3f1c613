import { type FastifyInstance } from 'fastify';

import { type Engine } from './engine.js';
import { HttpProblem } from './http-problem.js';
import { inTime } from './in-time.js';
import { contextOf } from './request.js';

/** What nobody can be answered yet. */
export const stillStarting = (problem?: Error): HttpProblem =>
  new HttpProblem(503, 'starting', {
    detail: problem?.message ?? 'the log is not caught up with yet',
  });

/**
 * Has requests about the cluster wait until the engine has started, for as long as they would wait
 * for anything else.
 */
export const holdUntilStarted = (fastify: FastifyInstance, engine: Engine): void => {
  fastify.addHook('preHandler', (request, _reply, done) => {
    if (engine.isReady || !request.url.startsWith('/v1/')) {
      done();
      return;
    }
    const { signal } = contextOf(request);
    inTime(engine.started, signal).then(
      () => {
        done();
      },
      () => {
        done(stillStarting(engine.problem));
      },
    );
  });
};
