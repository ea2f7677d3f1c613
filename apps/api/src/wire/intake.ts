import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';

import { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';

import { HttpProblem } from '../http/answer/http-problem.js';
import { type Door } from '../door/door.js';
import { type Settings } from '../start/settings.js';
import { unknownType } from '../http/request/media-type.js';
import { TakenBody } from '../http/request/taken-body.js';
import { ARCHIVE, ArchiveUpload, takesArchive } from '../backups/archive-upload.js';
import { HIVE } from '../registry/hives/hive-answer.js';
import { HiveUpload } from '../registry/hives/hive-upload.js';
import { RegUpload } from '../registry/reg-upload.js';
import { REG_FILE } from '../registry/registry-streams.js';
import { takesRegistryFile } from '../registry/uploads.js';
import { Budget } from './budget.js';
import { Connections } from './connections.js';
import { hasBody } from './has-body.js';
import { hasRest } from './rest.js';
import { JsonBodies } from './json-bodies.js';
import { type Limits } from './limits.js';
import { Pace } from './pace.js';
import { Turns } from './turns.js';

type Bounds = Pick<Settings, 'data' | 'maxUploads' | 'maxUploadBytes'>;

/** Reads connections and bodies within their limits, and refuses requests that can't be read. */
export class Intake {
  private readonly pace: Pace;
  private readonly connections: Connections;
  private readonly uploads: Budget;
  private readonly turns = new Turns();
  private isClosing = false;

  constructor(
    private readonly settings: Bounds,
    private readonly limits: Limits,
    private readonly door: Door,
  ) {
    this.pace = new Pace(limits);
    this.connections = new Connections(limits, this.pace, (request) => door.refusal(request));
    this.uploads = new Budget(
      { count: settings.maxUploads, bytes: settings.maxUploadBytes },
      {
        slug: 'too-many-uploads',
        things: 'uploads',
        count: 'TIDEMARK_MAX_UPLOADS',
        bytes: 'TIDEMARK_MAX_UPLOAD_BYTES',
      },
    );
  }

  /** A server that answers the requests which Node would refuse without an explanation. */
  server(handler: RequestListener, keepAliveTimeout: number): Server {
    const { headersMs, lookEveryMs } = this.limits;
    const server = createServer(
      {
        headersTimeout: headersMs,
        // A body may take longer than any limit while it goes on: see `Pace`.
        requestTimeout: 0,
        connectionsCheckingInterval: lookEveryMs,
        keepAliveTimeout,
        // The door answers a missing Host itself: Node's own answer is an empty 400.
        requireHostHeader: false,
      },
      this.connections.inTurn(this.door.before(handler)),
    );
    return this.connections.attach(server);
  }

  /**
   * Accepts bodies of JSON, `.reg` files, hives and archives alone; a form of a foreign page could send other
   * types. An announced body that is empty counts as no body.
   */
  takeBodies(fastify: FastifyInstance): void {
    fastify.removeAllContentTypeParsers();
    const json = this.jsonBodies(fastify);
    fastify.addContentTypeParser(JSON_TYPE, (request: FastifyRequest) => json.read(request));
    fastify.addContentTypeParser(REG_FILE, (request: FastifyRequest) => this.upload(request));
    fastify.addContentTypeParser(HIVE, (request: FastifyRequest) => this.hive(request));
    fastify.addContentTypeParser(ARCHIVE, (request: FastifyRequest) => this.archive(request));
    fastify.addContentTypeParser('*', (request: FastifyRequest) =>
      Promise.reject(typeRefusal(request)),
    );
    fastify.addHook('onRequest', (request, _reply, done) => {
      done(this.refusalOf(request.raw));
    });
    fastify.addHook('onSend', async (request, reply) => {
      if (request.body instanceof TakenBody) request.body.close();
      json.release(request);
      await this.announceEnd(request, reply);
    });
    fastify.addHook('onListen', (done) => {
      this.pace.start();
      done();
    });
    fastify.addHook('preClose', (done) => {
      this.isClosing = true;
      done();
    });
    fastify.addHook('onClose', (_, done) => {
      this.pace.stop();
      done();
    });
  }

  private jsonBodies(fastify: FastifyInstance): JsonBodies {
    const parser = fastify.getDefaultJsonParser('error', 'error');
    const parse = (request: FastifyRequest, text: string): Promise<unknown> =>
      new Promise((resolve, reject) => {
        void parser(request, text, (error, body) => {
          if (error === null) resolve(body);
          else reject(error);
        });
      });
    return new JsonBodies(this.connections, this.pace, { parse, limits: this.limits });
  }

  private async upload(request: FastifyRequest): Promise<RegUpload> {
    if (!takesRegistryFile(request)) throw typeRefusal(request);
    return RegUpload.read(request, this.uploadPlace);
  }

  private async hive(request: FastifyRequest): Promise<HiveUpload> {
    if (!takesRegistryFile(request)) throw typeRefusal(request);
    return HiveUpload.read(request, this.uploadPlace);
  }

  private async archive(request: FastifyRequest): Promise<ArchiveUpload> {
    if (!takesArchive(request)) throw typeRefusal(request);
    return ArchiveUpload.read(request, this.uploadPlace);
  }

  private get uploadPlace(): Parameters<typeof ArchiveUpload.read>[1] {
    const { connections, pace, turns, uploads } = this;
    return { folder: this.settings.data, uploads, connections, pace, turns };
  }

  /** Tells a client that sent a body whether the connection goes on after the answer. */
  private async announceEnd({ raw }: FastifyRequest, reply: FastifyReply): Promise<void> {
    if (!hasBody(raw)) return;
    const isCut = await hasRest(raw);
    const goesOn = !isCut && reply.raw.shouldKeepAlive && !this.isClosing;
    void reply.header('connection', goesOn ? 'keep-alive' : 'close');
  }

  /** The refusal of a request before routing; undefined for none. */
  private refusalOf(request: IncomingMessage): HttpProblem | undefined {
    if (this.isClosing)
      return new HttpProblem(503, 'stopping', { detail: 'the server is being stopped' });
    const { expect = '' } = request.headers;
    return this.connections.isUnmet(request)
      ? wrongHeader(417, 'expect', `the expectation "${expect}" can't be met`)
      : undefined;
  }
}

const JSON_TYPE = 'application/json';

/** The refusal of a body whose type the route does not take. */
const typeRefusal = (request: FastifyRequest): HttpProblem =>
  unknownType(request.headers['content-type'], typesOf(request));

const typesOf = (request: FastifyRequest): [string, ...string[]] => {
  if (takesArchive(request)) return [ARCHIVE];
  return takesRegistryFile(request) ? [JSON_TYPE, REG_FILE, HIVE] : [JSON_TYPE];
};

const wrongHeader = (status: number, name: string, detail: string): HttpProblem =>
  new HttpProblem(status, 'malformed-request', {
    detail,
    errors: [{ pointer: `/headers/${name}`, detail }],
  });
