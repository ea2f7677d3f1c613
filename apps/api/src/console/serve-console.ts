import { join } from 'node:path';

import fastifyStatic from '@fastify/static';
import { type FastifyInstance } from 'fastify';

import { HttpProblem } from '../http/answer/http-problem.js';
import { asksForPage } from './asks-for-page.js';
import { Page } from './page.js';

const NOT_FOUND = 404;

/**
 * Answers requests for pages with the console, and those below `/assets/` with its files. Their
 * names have a hash of their content, so that browsers keep them for ever.
 *
 * @param folder the built console; a server without one says so where the console would be
 */
export const serveConsole = async (fastify: FastifyInstance, folder: string): Promise<void> => {
  const page = Page.in(folder);
  fastify.addHook('preHandler', async (request, reply) => {
    const { method, url, headers, is404 } = request;
    if (!is404 || !asksForPage({ method, url, accept: headers.accept })) return;
    if (page === undefined) throw notBuilt();
    await reply
      .headers({ 'cache-control': 'no-cache', vary: 'Accept' })
      .type('text/html; charset=utf-8')
      .send(page.at(url));
  });
  if (page === undefined) return;
  await fastify.register(fastifyStatic, {
    root: join(folder, 'assets'),
    prefix: '/assets/',
    decorateReply: false,
    index: false,
    immutable: true,
    maxAge: '1y',
    preCompressed: true,
  });
};

const notBuilt = (): HttpProblem =>
  new HttpProblem(NOT_FOUND, 'no-console', {
    detail:
      'the console is not built: `npm run build` builds it; the API is below /v1, and /docs describes it',
  });
