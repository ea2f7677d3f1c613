import { type RequestListener } from 'node:http';

import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import { type FastifyInstance } from 'fastify';
import { type Logger } from 'pino';

import { AppModule } from './app.module.js';
import { Defects } from './core/defects.js';
import { drain } from './core/drain.js';
import { type Engine } from './core/engine.js';
import { ProblemFilter } from './core/problem.filter.js';
import { setReplyHints } from './core/reply.js';
import { knownContextOf } from './core/request.js';
import { holdUntilStarted } from './core/starting.js';
import { refusePath } from './core/unreadable.js';
import { validation } from './core/validation.js';
import { Intake } from './wire/intake.js';
import { LIMITS } from './wire/limits.js';

const KEEP_ALIVE_MS = 72_000;
const MAX_PARAM = 1024;
/** Requests are logged here, errors by the filter. */
const OPTIONS = { logger: false, abortOnError: false, bodyParser: false } as const;

type Parts = Readonly<{ engine: Engine; log: Logger; defects: Defects }>;

/** What is done around every request. */
const addHooks = (fastify: FastifyInstance, { engine, log, defects }: Parts): void => {
  fastify.addHook('preClose', (done) => {
    // A server that never listened does not say that it is closed.
    if (fastify.server.listening) drain(fastify.server);
    done();
  });
  fastify.addHook('onSend', async (request, reply, payload) => {
    defects.watch(payload, request, reply);
    setReplyHints(request, reply);
  });
  fastify.addHook('onResponse', (request, reply, done) => {
    const { method, url } = request;
    const { statusCode: status, elapsedTime } = reply;
    const ms = Math.round(elapsedTime);
    log.info({ method, url, status, ms, operation: knownContextOf(request)?.operation }, 'request');
    const route = request.routeOptions.url ?? 'none';
    engine.parts.metrics.answered(method, route, { status, seconds: elapsedTime / 1000 });
    done();
  });
};

/** The HTTP application over an engine; it starts neither of them. */
export const createApp = async (
  engine: Engine,
  log: Logger,
  limits = LIMITS,
): Promise<NestFastifyApplication> => {
  const intake = new Intake(engine.parts.settings, limits);
  const adapter = new FastifyAdapter({
    routerOptions: { maxParamLength: MAX_PARAM },
    forceCloseConnections: 'idle',
    serverFactory: (handler: RequestListener) => intake.server(handler, KEEP_ALIVE_MS),
    // The server's own listeners answer, on every address it listens on.
    clientErrorHandler: () => undefined,
    return503OnClosing: false,
    frameworkErrors: refusePath,
  });
  const defects = new Defects(log, engine.parts.metrics);
  const app = await NestFactory.create<NestFastifyApplication>(
    AppModule.of(engine, defects),
    adapter,
    OPTIONS,
  );
  const fastify = app.getHttpAdapter().getInstance();
  intake.takeBodies(fastify);
  holdUntilStarted(fastify, engine);
  addHooks(fastify, { engine, log, defects });
  app.useGlobalPipes(validation());
  app.useGlobalFilters(new ProblemFilter(defects));
  SwaggerModule.setup('docs', app, () => documentOf(app), { jsonDocumentUrl: 'openapi.json' });
  return app;
};

/** The description of every route. */
export const documentOf = (app: NestFastifyApplication): OpenAPIObject =>
  SwaggerModule.createDocument(
    app,
    new DocumentBuilder()
      .setTitle('Tidemark')
      .setDescription('Failover cluster checkpointing with a memory')
      .setVersion('0.1.0')
      .setLicense('MIT', 'https://opensource.org/license/mit')
      .addServer('/')
      .build(),
  );
