import { type RequestListener } from 'node:http';
import { createRequire } from 'node:module';
import { resolve } from 'node:path';

import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import { type FastifyInstance } from 'fastify';
import { type Logger } from 'pino';

import { lastThere, takeScheduledBackup } from '#application';
import { type Engine } from '#engine';

import { AppModule } from './app.module.js';
import { serveConsole } from './console/serve-console.js';
import { answeredBy, noteAnswers } from './http/answer/answered.js';
import { Defects } from './http/answer/defects.js';
import { closeConnections } from './start/close-connections.js';
import { ProblemFilter } from './http/answer/problem.filter.js';
import { completeDocument } from './http/schema/document.js';
import { setReplyHints } from './http/answer/reply.js';
import { type Settings } from './start/settings.js';
import { holdUntilStarted } from './start/starting.js';
import { refusePath } from './http/answer/unreadable.js';
import { validation } from './http/request/validation.js';
import { Door } from './door/door.js';
import { setSecurityHeaders } from './door/security-headers.js';
import { type Metrics } from './metrics/metrics.js';
import { type StartTrials } from './what-if/trial-messages.js';
import { Intake } from './wire/intake.js';
import { LIMITS } from './wire/limits.js';

const PACKAGE = createRequire(import.meta.url)('#package') as Readonly<{ version: string }>;
/** The console in the folder of the build, three folders above this file. */
const CONSOLE = resolve(import.meta.dirname, '../../../console');
const KEEP_ALIVE_MS = 72_000;
const MAX_PARAM = 1024;
/** The middleware logs requests and the filter logs errors, so Nest's own logger is off. */
const OPTIONS = { logger: false, abortOnError: false, bodyParser: false } as const;

/** Adds the hooks that run around every request. */
const addHooks = (fastify: FastifyInstance, defects: Defects): void => {
  fastify.addHook('preClose', (done) => {
    // A server that never listened has nothing to drain.
    if (fastify.server.listening) closeConnections(fastify.server);
    done();
  });
  fastify.addHook('onSend', async (request, reply, payload) => {
    defects.watch(payload, request, reply);
    setReplyHints(request, reply);
  });
};

/** The parts that the HTTP application is built from. */
export type AppParts = Readonly<{
  engine: Engine;
  settings: Settings;
  metrics: Metrics;
  log: Logger;
  /** Starts a thread for what-ifs of the past; by default, one of its own. */
  startTrials?: StartTrials;
  /** The folder of the built console; by default, that of this build. */
  console?: string;
}>;

/** Builds the HTTP application over an engine, and starts neither of them. */
export const createApp = async (
  { engine, settings, metrics, log, startTrials, console = CONSOLE }: AppParts,
  limits = LIMITS,
): Promise<NestFastifyApplication> => {
  engine.takeScheduled = (work) => takeScheduledBackup(engine, work);
  const answered = answeredBy(metrics, log);
  const door = new Door(settings, answered);
  const intake = new Intake(settings, limits, door);
  const adapter = new FastifyAdapter({
    routerOptions: { maxParamLength: MAX_PARAM },
    forceCloseConnections: 'idle',
    serverFactory: (handler: RequestListener) => intake.server(handler, KEEP_ALIVE_MS),
    // The server's own listeners answer, on every address on which it listens.
    clientErrorHandler: () => undefined,
    return503OnClosing: false,
    frameworkErrors: refusePath,
  });
  const defects = new Defects(log, metrics, (missing) => lastThere(engine, missing));
  const app = await NestFactory.create<NestFastifyApplication>(
    AppModule.of({ engine, defects, metrics, limits, startTrials }),
    adapter,
    OPTIONS,
  );
  const fastify = app.getHttpAdapter().getInstance();
  await setSecurityHeaders(fastify);
  intake.takeBodies(fastify);
  holdUntilStarted(fastify, engine);
  addHooks(fastify, defects);
  noteAnswers(fastify, answered);
  await serveConsole(fastify, console);
  app.useGlobalPipes(validation());
  app.useGlobalFilters(new ProblemFilter(defects));
  SwaggerModule.setup('docs', app, () => documentOf(app), { jsonDocumentUrl: 'openapi.json' });
  return app;
};

/** The OpenAPI document of every route. */
export const documentOf = (app: NestFastifyApplication): OpenAPIObject =>
  completeDocument(
    SwaggerModule.createDocument(
      app,
      new DocumentBuilder()
        .setTitle('Tidemark')
        .setDescription('Failover cluster checkpointing with a memory')
        .setVersion(PACKAGE.version)
        .setLicense('MIT', 'https://opensource.org/license/mit')
        .addServer('/')
        .build(),
    ),
  );
