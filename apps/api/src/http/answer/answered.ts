import { type FastifyInstance } from 'fastify';
import { type Logger } from 'pino';

import { type Metrics } from '../../metrics/metrics.js';
import { knownContextOf } from '../request/request.js';
import { loggedUrl } from './logged-url.js';

/** A request and its answer, as the log and the metrics show them. */
export type AnsweredRequest = Readonly<{
  method: string;
  url: string;
  status: number;
  seconds: number;
  operation?: string | undefined;
  /** The pattern of its path; absent if no route was looked for or found. */
  route?: string | undefined;
}>;

type Answered = (request: AnsweredRequest) => void;

/** Logs and counts an answered request. */
export const answeredBy =
  (metrics: Metrics, log: Logger): Answered =>
  ({ method, url, status, seconds, operation, route = 'none' }) => {
    const ms = Math.round(seconds * 1000);
    log.info({ method, url: loggedUrl(url), status, ms, operation }, 'request');
    metrics.answered(method, route, { status, seconds });
  };

/** Logs and counts every request that reaches the routes. */
export const noteAnswers = (fastify: FastifyInstance, answered: Answered): void => {
  fastify.addHook('onResponse', (request, reply, done) => {
    const { method, url } = request;
    const { statusCode: status, elapsedTime } = reply;
    const operation = knownContextOf(request)?.caller.operation;
    const route = request.routeOptions.url;
    answered({ method, url, status, seconds: elapsedTime / 1000, operation, route });
    done();
  });
};
