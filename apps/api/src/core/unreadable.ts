import { type Socket } from 'node:net';

import { type FastifyError, type FastifyReply, type FastifyRequest } from 'fastify';

import { BARE_HEADERS } from '../door/security-headers.js';
import { badRequest, HttpProblem } from './http-problem.js';
import { toProblem } from './problem.js';

const TYPE = 'application/problem+json; charset=utf-8';
const TOO_LARGE = 431;

/** What is no HTTP request, or has too large a head, never reaches a route. */
export const refuseUnreadable = ({ code }: Error & { code?: string }, socket: Socket): void => {
  if (!socket.writable) return;
  const isLarge = code === 'HPE_HEADER_OVERFLOW';
  const detail = isLarge ? 'the request line and headers are too long' : 'this is no HTTP request';
  const errors = [{ pointer: '/headers', detail }];
  const status = isLarge ? TOO_LARGE : 400;
  const problem = toProblem(new HttpProblem(status, 'malformed-request', { detail, errors }));
  const body = JSON.stringify(problem);
  const head = [
    `HTTP/1.1 ${isLarge ? '431 Request Header Fields Too Large' : '400 Bad Request'}`,
    `content-type: ${TYPE}`,
    `content-length: ${Buffer.byteLength(body)}`,
    'connection: close',
    ...Object.entries(BARE_HEADERS).map(([name, value]) => `${name}: ${value}`),
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`);
};

/** A path that can't be decoded, or has a part that is too long, has no route. */
export const refusePath = (
  { message }: FastifyError,
  _request: FastifyRequest,
  reply: FastifyReply,
): void => {
  const problem = toProblem(badRequest('/path', message));
  void reply
    .status(400)
    .headers({ ...BARE_HEADERS, 'content-type': TYPE })
    .send(JSON.stringify(problem));
};
