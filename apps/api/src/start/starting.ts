import { type FastifyInstance } from 'fastify';

import { EngineStarting, inTime, type Engine } from '#engine';
import { LogReplaced } from '#event-store';

import { contextOf } from '../http/request/request.js';

/**
 * Makes requests about the cluster wait until the engine has started, until their own deadlines. If
 * the log is not the expected one, all of them are refused.
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
    const { deadline } = contextOf(request).caller;
    inTime(engine.started, deadline).then(
      () => {
        done();
      },
      () => {
        done(notStarted(engine.problem));
      },
    );
  });
};

/** The refusal of a request during a start; a replaced log is refused as such. */
export const notStarted = (problem: Error | undefined): Error =>
  problem instanceof LogReplaced ? problem : new EngineStarting(problem);
