import { type FastifyInstance } from 'fastify';

import { LogReplaced } from '#event-store';

import { type Engine } from './engine.js';
import { inTime } from './in-time.js';
import { contextOf } from './request.js';
import { stillStarting } from './still-starting.js';

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
