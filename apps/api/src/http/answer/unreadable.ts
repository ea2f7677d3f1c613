import { STATUS_CODES } from 'node:http';

import { type FastifyError, type FastifyReply, type FastifyRequest } from 'fastify';

import { BARE_HEADERS } from '../../door/security-headers.js';
import { badRequest, HttpProblem } from './http-problem.js';
import { toProblem } from './problem.js';

const TYPE = 'application/problem+json; charset=utf-8';

/** The parser errors of Node that have an answer of their own; any other error means malformed HTTP. */
const REASONS: Readonly<Record<string, readonly [status: number, slug: string, detail: string]>> = {
  HPE_HEADER_OVERFLOW: [431, 'malformed-request', 'the request line and headers are too long'],
  HPE_CHUNK_EXTENSIONS_OVERFLOW: [
    413,
    'malformed-request',
    'the extensions of a chunk are too long',
  ],
  HPE_INVALID_EOF_STATE: [400, 'malformed-request', 'the request ended before it was complete'],
  ERR_HTTP_REQUEST_TIMEOUT: [
    408,
    'request-timeout',
    'the headers did not come to their end in time',
  ],
};

type ParserError = Error & Readonly<{ code?: string; reason?: string }>;

/** The refusal of a request that can't be parsed, by the reason. */
export const unreadable = ({ code = '', reason }: ParserError): HttpProblem => {
  const why = reason === undefined ? '' : `: ${reason.toLowerCase()}`;
  const unknown = [400, 'malformed-request', `this is no HTTP request${why}`] as const;
  const [status, slug, detail] = REASONS[code] ?? unknown;
  return new HttpProblem(status, slug, { detail, errors: [{ pointer: '/headers', detail }] });
};

/** The whole answer to a request that never reached a route; the connection ends with it. */
export const refusalOf = (problem: HttpProblem): string => {
  const body = JSON.stringify(toProblem(problem));
  const head = [
    `HTTP/1.1 ${problem.status} ${STATUS_CODES[problem.status] ?? ''}`,
    `content-type: ${TYPE}`,
    `content-length: ${Buffer.byteLength(body)}`,
    `date: ${new Date().toUTCString()}`,
    'connection: close',
    ...Object.entries(BARE_HEADERS).map(([name, value]) => `${name}: ${value}`),
  ];
  return `${head.join('\r\n')}\r\n\r\n${body}`;
};

/** Answers a path that can't be decoded, or has a part that is too long, as a missing route. */
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
