import { type IncomingMessage } from 'node:http';

import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import { errorCodes, type FastifyInstance, type FastifyRequest } from 'fastify';
import { type Logger } from 'pino';

import { AppModule } from './app.module.js';
import { answeredBy, noteAnswers } from './core/answered.js';
import { Defects } from './core/defects.js';
import { drain } from './core/drain.js';
import { type Engine } from './core/engine.js';
import { ProblemFilter } from './core/problem.filter.js';
import { setReplyHints } from './core/reply.js';
import { TakenBody } from './core/taken-body.js';
import { holdUntilStarted } from './core/starting.js';
import { refusePath, refuseUnreadable } from './core/unreadable.js';
import { validation } from './core/validation.js';
import { serverBehindDoor } from './door/door.js';
import { setSecurityHeaders } from './door/security-headers.js';
import { RegUpload, takesRegFile } from './nodes/reg-upload.js';
import { REG_FILE } from './nodes/registry-streams.js';

const MAX_BODY = 1024 * 1024;
const MAX_PARAM = 1024;
/** Requests are logged here, errors by the filter. */
const OPTIONS = { logger: false, abortOnError: false, bodyParser: false } as const;

/**
 * Bodies are JSON or `.reg` files, and nothing that a form of any page could send without being
 * asked. One that is announced and empty is none.
 */
const takeBodies = (fastify: FastifyInstance, folder: string): void => {
  fastify.removeAllContentTypeParsers();
  const parseJson = fastify.getDefaultJsonParser('error', 'error');
  fastify.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body, done) => {
    if (body.length === 0) done(null, undefined);
    else void parseJson(request, String(body), done);
  });
  fastify.addContentTypeParser(
    REG_FILE,
    async (request: FastifyRequest, payload: IncomingMessage) => {
      if (!takesRegFile(request)) throw new errorCodes.FST_ERR_CTP_INVALID_MEDIA_TYPE();
      return RegUpload.read(request, payload, folder);
    },
  );
  fastify.addHook('onResponse', (request, _reply, done) => {
    if (request.body instanceof TakenBody) request.body.close();
    done();
  });
};

/** The HTTP application over an engine; it starts neither of them. */
export const createApp = async (engine: Engine, log: Logger): Promise<NestFastifyApplication> => {
  const { host, allowedHosts } = engine.parts.settings;
  const names = new Set([host.toLowerCase(), ...allowedHosts]);
  const answered = answeredBy(engine, log);
  const adapter = new FastifyAdapter({
    serverFactory: serverBehindDoor({ names, onRefused: answered }),
    bodyLimit: MAX_BODY,
    routerOptions: { maxParamLength: MAX_PARAM },
    forceCloseConnections: 'idle',
    clientErrorHandler: refuseUnreadable,
    frameworkErrors: refusePath,
  });
  const defects = new Defects(log, engine.parts.metrics);
  const app = await NestFactory.create<NestFastifyApplication>(
    AppModule.of(engine, defects),
    adapter,
    OPTIONS,
  );
  const fastify = app.getHttpAdapter().getInstance();
  await setSecurityHeaders(fastify);
  takeBodies(fastify, engine.parts.settings.data);
  holdUntilStarted(fastify, engine);
  fastify.addHook('preClose', (done) => {
    if (fastify.server.listening) drain(fastify.server);
    done();
  });
  fastify.addHook('onSend', async (request, reply) => {
    setReplyHints(request, reply);
  });
  noteAnswers(fastify, answered);
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
