import {
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
} from 'node:http';
import { type Duplex } from 'node:stream';
import { Socket } from 'node:net';

import { HttpProblem } from '../http/answer/http-problem.js';
import { refusalOf, unreadable } from '../http/answer/unreadable.js';
import { Connection } from './connection.js';
import { hasBody } from './has-body.js';
import { type Limits } from './limits.js';
import { linger } from './linger.js';
import { type Pace } from './pace.js';
import { withoutUpgrade } from './without-upgrade.js';

/**
 * Handles connections outside of the routes. Answers leave in the order of their requests: a
 * refusal of unreadable bytes follows the answers to all earlier requests.
 */
export class Connections {
  private readonly known = new WeakMap<Duplex, Connection>();
  private readonly expecting = new WeakMap<IncomingMessage, ServerResponse>();
  private readonly unmet = new WeakSet<IncomingMessage>();

  constructor(
    private readonly limits: Limits,
    private readonly pace: Pace,
    /** The refusal of a request; undefined if the request is let in. */
    private readonly refusalOf: (request: IncomingMessage) => HttpProblem | undefined,
  ) {}

  /** Replaces Node's own handling, which refuses or closes without an explanation. */
  attach(server: Server): Server {
    server.on('connection', (socket: Socket) => {
      this.meet(socket);
    });
    server.on('checkContinue', (request, response) => {
      this.expecting.set(request, response);
      server.emit('request', request, response);
    });
    server.on('checkExpectation', (request, response) => {
      this.unmet.add(request);
      server.emit('request', request, response);
    });
    server.on('clientError', (error, socket) => {
      this.fail(socket, unreadable(error));
    });
    server.on('connect', (request: IncomingMessage, socket: Duplex) => {
      this.fail(socket, this.refusalOf(request) ?? noTunnels());
    });
    server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
      this.ignoreUpgrade(server, { request, socket, head });
    });
    // A client that has closed its half of the connection still gets the answer.
    return Object.assign(server, { httpAllowHalfOpen: true });
  }

  /**
   * Begins each request when the one before it is answered, unless that answer ends the connection.
   * The parser is ahead of the answers: it hands over pipelined requests at once.
   */
  inTurn(handler: RequestListener): RequestListener {
    return (request, response) => {
      this.meet(request.socket).take(response, () => {
        // Node ends a connection on which it has not invited an expected body, even an empty one.
        if (!hasBody(request)) this.invite(request);
        handler(request, response);
      });
    };
  }

  /** True for a request with an `Expect` header other than `100-continue`. */
  isUnmet(request: IncomingMessage): boolean {
    return this.unmet.has(request);
  }

  /** Asks the client to send the body, if the client waits for that. */
  invite(request: IncomingMessage): void {
    this.expecting.get(request)?.writeContinue();
  }

  /** The reason why the rest of a request will not come; undefined while it may. */
  failureOf({ socket, complete }: IncomingMessage): HttpProblem | undefined {
    return complete ? undefined : this.known.get(socket)?.failure;
  }

  private meet(socket: Duplex): Connection {
    const known = this.known.get(socket);
    if (known !== undefined) return known;
    const connection = new Connection(socket);
    this.known.set(socket, connection);
    socket.once('end', () => {
      connection.announceEnd();
    });
    if (socket instanceof Socket) this.leaveInPeace(socket, connection);
    return connection;
  }

  /** Keeps Node from cutting off a client that is still sending, together with its answer. */
  private leaveInPeace(socket: Socket, connection: Connection): void {
    const destroySoon = socket.destroySoon.bind(socket);
    socket.destroySoon = () => {
      if (connection.hasMore) this.leave(socket, connection);
      else destroySoon();
    };
  }

  /** Fails the request that was broken off; without one, answers on the connection itself. */
  private fail(socket: Duplex, problem: HttpProblem): void {
    const connection = this.meet(socket);
    if (connection.failure !== undefined) return;
    connection.failure = problem;
    socket.on('error', () => undefined);
    if (!socket.writable) {
      socket.destroy();
      return;
    }
    const broken = connection.incomplete;
    for (const { req } of broken) this.pace.fail(req, problem);
    if (broken.length > 0) return;
    connection.inTurn(() => {
      socket.write(refusalOf(problem));
      this.leave(socket, connection);
    });
  }

  /** Closes a connection once. Node reports the end of a connection only once. */
  private leave(socket: Duplex, connection: Connection): void {
    connection.failure ??= closing();
    linger(socket, this.limits);
  }

  /**
   * Ignores a request to upgrade: it is parsed again without the wish. A parser that has seen an
   * upgrade would silently ignore later bytes that it can't parse.
   */
  private ignoreUpgrade(
    server: Server,
    { request, socket, head }: { request: IncomingMessage; socket: Duplex; head: Buffer },
  ): void {
    socket.on('error', () => undefined);
    this.meet(socket).inTurnUnread(() => {
      socket.unshift(Buffer.concat([withoutUpgrade(request), head]));
      server.emit('connection', socket);
    });
  }
}

const noTunnels = (): HttpProblem => refused(405, 'this is no proxy: CONNECT is not supported');

const closing = (): HttpProblem => refused(400, 'the connection is being closed');

const refused = (status: number, detail: string): HttpProblem =>
  new HttpProblem(status, 'malformed-request', {
    detail,
    errors: [{ pointer: '/headers', detail }],
  });
