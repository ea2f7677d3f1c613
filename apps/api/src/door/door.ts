import {
  createServer,
  ServerResponse,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerOptions,
} from 'node:http';

import { HttpProblem } from '../core/http-problem.js';
import { toProblem } from '../core/problem.js';
import { type AnsweredRequest } from '../core/answered.js';
import { hostRefusal } from './host.js';
import { originRefusal } from './origin.js';
import { BARE_HEADERS } from './security-headers.js';

/** Which names are let in, and what is told of every request that is not. */
export type DoorOptions = Readonly<{
  /** Names in lower case that a request may call this server by, beside addresses and `localhost`. */
  names: ReadonlySet<string>;
  onRefused: (asked: AnsweredRequest) => void;
}>;

/** What Fastify gives a server of one's own. */
type Behind = Readonly<{
  http?: ServerOptions | null;
  keepAliveTimeout?: number;
  requestTimeout?: number;
  connectionTimeout?: number;
}>;

const NOT_FOUND = 404;

/**
 * Makes servers that look first at the host a request names and at the page it comes from: before
 * routing, and before any body is read.
 */
export const serverBehindDoor =
  (door: DoorOptions): ((handler: RequestListener, behind: Behind) => Server) =>
  (handler, behind) => {
    // The door answers a missing Host itself: Node's own answer is an empty 400.
    const options = { ...behind.http, requireHostHeader: false };
    const server = createServer(options, (request, response) => {
      const refusal = hostRefusal(request, door.names) ?? originRefusal(request);
      if (refusal === undefined) handler(request, response);
      else refuse(door, refusal, [request, response]);
    });
    server.on('connect', (request: IncomingMessage) => {
      const refusal = hostRefusal(request, door.names) ?? originRefusal(request) ?? noTunnel();
      refuseTunnel(door, refusal, request);
    });
    const { keepAliveTimeout, requestTimeout, connectionTimeout = 0 } = behind;
    if (keepAliveTimeout !== undefined) server.keepAliveTimeout = keepAliveTimeout;
    if (requestTimeout !== undefined) server.requestTimeout = requestTimeout;
    return server.setTimeout(connectionTimeout);
  };

const noTunnel = (): HttpProblem =>
  new HttpProblem(NOT_FOUND, 'no-such-route', { detail: 'this server opens no tunnels' });

const refuse = (
  { onRefused }: DoorOptions,
  refusal: HttpProblem,
  [request, response]: readonly [IncomingMessage, ServerResponse],
): void => {
  const { method = '', url = '' } = request;
  const body = JSON.stringify(toProblem(refusal));
  response.writeHead(refusal.status, {
    ...BARE_HEADERS,
    'content-type': 'application/problem+json; charset=utf-8',
    'content-length': Buffer.byteLength(body),
  });
  response.end(body);
  onRefused({ method, url, status: refusal.status, seconds: 0 });
};

/** Node leaves the connection of a CONNECT to its listener. */
const refuseTunnel = (door: DoorOptions, refusal: HttpProblem, request: IncomingMessage): void => {
  const { socket } = request;
  const response = new ServerResponse(request);
  response.shouldKeepAlive = false;
  socket.on('error', () => socket.destroy());
  response.assignSocket(socket);
  response.once('finish', () => socket.end());
  refuse(door, refusal, [request, response]);
};
