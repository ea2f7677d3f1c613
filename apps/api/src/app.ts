import { type Socket } from 'node:net';

import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import { type Logger } from 'pino';

import { AppModule } from './app.module.js';
import { type Engine } from './core/engine.js';
import { ProblemFilter } from './core/problem.filter.js';
import { ReplyInterceptor } from './core/reply.js';
import { contextOf } from './core/request.js';
import { validation } from './core/validation.js';
import { REG_FILE } from './nodes/registry.controller.js';

const MAX_BODY = 1024 * 1024;
const MAX_REG_FILE = 64 * 1024 * 1024;
const MAX_PARAM = 1024;
/** Requests are logged here, errors by the filter. */
const OPTIONS = { logger: false, abortOnError: false } as const;

/** What is no HTTP request, or has too large a head, never reaches a route. */
const refuseUnreadable = ({ code }: Error & { code?: string }, socket: Socket): void => {
  const status = code === 'HPE_HEADER_OVERFLOW' ? 431 : 400;
  const detail =
    status === 431 ? 'the request line and headers are too long' : 'this is no HTTP request';
  const body = JSON.stringify({
    type: 'urn:tidemark:problem:malformed-request',
    title: 'malformed request',
    status,
    detail,
    errors: [{ pointer: '/headers', detail }],
  });
  if (!socket.writable) return;
  const head = [
    `HTTP/1.1 ${status} ${status === 431 ? 'Request Header Fields Too Large' : 'Bad Request'}`,
    'content-type: application/problem+json; charset=utf-8',
    `content-length: ${Buffer.byteLength(body)}`,
    'connection: close',
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`);
};

/** The HTTP application over an engine; it starts neither of them. */
export const createApp = async (engine: Engine, log: Logger): Promise<NestFastifyApplication> => {
  const adapter = new FastifyAdapter({
    bodyLimit: MAX_BODY,
    routerOptions: { maxParamLength: MAX_PARAM },
    forceCloseConnections: true,
    clientErrorHandler: refuseUnreadable,
  });
  const app = await NestFactory.create<NestFastifyApplication>(
    AppModule.of(engine),
    adapter,
    OPTIONS,
  );
  const fastify = app.getHttpAdapter().getInstance();
  fastify.addContentTypeParser(
    REG_FILE,
    { parseAs: 'buffer', bodyLimit: MAX_REG_FILE },
    (_request, body, done) => {
      done(null, body);
    },
  );
  fastify.addHook('onResponse', (request, reply, done) => {
    const { method, url } = request;
    const { statusCode: status, elapsedTime } = reply;
    const ms = Math.round(elapsedTime);
    log.info({ method, url, status, ms, operation: contextOf(request).operation }, 'request');
    done();
  });
  app.useGlobalPipes(validation());
  app.useGlobalFilters(new ProblemFilter(log));
  app.useGlobalInterceptors(new ReplyInterceptor());
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
