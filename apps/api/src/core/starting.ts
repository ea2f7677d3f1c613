import { type FastifyInstance } from 'fastify';

import { LogReplaced } from '#event-store';

import { type Engine } from './engine.js';
import { HttpProblem } from './http-problem.js';
import { inTime } from './in-time.js';
import { contextOf } from './request.js';

/** What nobody can be answered yet; that there is another log is said as such. */
export const stillStarting = (problem?: Error): Error =>
  problem instanceof LogReplaced
    ? problem
    : new HttpProblem(503, 'starting', {
        detail: problem?.message ?? 'the log is not caught up with yet',
      });

/**
 * Has requests about the cluster wait until the engine has started, for as long as they would wait
 * for anything else. Where the log is not the one that is known, none of them is answered.
 */
export const holdUntilStarted = (fastify: FastifyInstance, engine: Engine): void => {
  fastify.addHook('preHandler', (request, _reply, done) => {
    if (!request.url.startsWith('/v1/')) {
      done();
      return;
    }
    const { problem } = engine;
    if (problem instanceof LogReplaced) {
      done(problem);
      return;
    }
    if (engine.isReady) {
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
