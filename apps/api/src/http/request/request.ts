import { createHash, hash as digest, randomUUID, type Hash } from 'node:crypto';

import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { type FastifyRequest } from 'fastify';

import { commandIdOf, operationOf, parsePosition, type Caller } from '#application';
import { type OperationId } from '#domain';
import { type Position } from '#event-store';

import { Deadlines } from './deadlines.js';
import { badRequest } from '../answer/http-problem.js';
import { reasonIn } from './reason.js';
import { TakenBody } from './taken-body.js';

/** The headers of the reply. */
export type ReplyHints = {
  status?: number;
  location?: string;
  etag?: number;
  position?: Position;
  /** The time of the position, in milliseconds since 1970, and its tag. */
  recordedAt?: number | undefined;
  tag?: string | undefined;
  /** A sentence for whoever uses the answer. */
  notice?: string;
  /** Seconds since the shown state was known to be complete. */
  age?: number;
  /** The references of the pages after this one and before it. */
  next?: string | undefined;
  prev?: string | undefined;
};

/** A request: its caller, and the headers of its reply. */
export type RequestContext = Readonly<{
  caller: Caller;
  /** Path and query, as the caller wrote them. */
  url: string;
  /** A position that the answer must reflect. */
  after: Position | undefined;
  reply: ReplyHints;
}>;

const DEFAULT_WAIT_S = 30;
const MAX_WAIT_S = 300;
const DEADLINES = new Deadlines();
const PRINTABLE = /^[\x20-\x7e]{1,255}$/;

const header = (request: FastifyRequest, name: string): string | undefined => {
  const value = request.headers[name];
  return Array.isArray(value) ? value[0] : value;
};

const printable = (request: FastifyRequest, name: string): string | undefined => {
  const value = header(request, name);
  if (value !== undefined && !PRINTABLE.test(value))
    throw badRequest(`/headers/${name}`, 'has to be 1 to 255 printable ASCII characters');
  return value;
};

const waitSeconds = (request: FastifyRequest): number => {
  const prefer = header(request, 'prefer');
  const wait =
    prefer === undefined ? undefined : /(?:^|[,;\s])wait\s*=\s*"?(\d+)"?/.exec(prefer)?.[1];
  return wait === undefined ? DEFAULT_WAIT_S : Math.min(Number(wait), MAX_WAIT_S);
};

const ifMatch = (request: FastifyRequest): number | undefined => {
  const value = header(request, 'if-match');
  if (value === undefined || value.trim() === '*') return undefined;
  const revision = /^\s*"(\d{1,15})"\s*$/.exec(value)?.[1];
  if (revision === undefined)
    throw badRequest('/headers/if-match', 'has to be one ETag: a revision in quotes');
  return Number(revision);
};

/** Begins the hash that identifies a request under an Idempotency-Key; the body is added later. */
export const beginHash = (method: string, url: string): Hash =>
  createHash('sha256').update(headOf(method, url));

const headOf = (method: string, url: string): string => `${method} ${url}\n`;

const hashOf = (method: string, url: string, body: unknown): string =>
  body instanceof TakenBody
    ? body.hash
    : digest('sha256', headOf(method, url) + JSON.stringify(body ?? null));

const traceContext = (request: FastifyRequest): string | undefined => {
  const value = header(request, 'traceparent');
  return value !== undefined && /^[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$/.test(value)
    ? value
    : undefined;
};

/** The headers of a request, which all commands of a batch share. */
type Headers = Pick<Caller, 'actor' | 'key' | 'source' | 'deadline' | 'ifMatch' | 'traceContext'> &
  Readonly<{ after: Position | undefined }>;

const contextFor = (
  { after, ...headers }: Headers,
  { method, url, body, query }: Readonly<Pick<FastifyRequest, 'method' | 'url' | 'body' | 'query'>>,
): RequestContext => {
  const { actor, key } = headers;
  const commandId = key === undefined ? randomUUID() : commandIdOf(actor, key);
  const caller: Caller = {
    ...headers,
    authentication: 'none',
    commandId,
    requestHash: method === 'GET' ? '' : hashOf(method, url, body),
    operation: key === undefined ? (randomUUID() as OperationId) : operationOf(commandId),
    reason: reasonIn(body, query),
  };
  return { caller, url, after, reply: {} };
};

/**
 * @throws HttpProblem 400 for the first malformed header
 */
const headersOf = (request: FastifyRequest): Headers => {
  const after = header(request, 'tidemark-after');
  return {
    actor: printable(request, 'tidemark-actor') ?? 'anonymous',
    key: printable(request, 'idempotency-key'),
    source: request.ip,
    traceContext: traceContext(request),
    deadline: DEADLINES.after(waitSeconds(request) * 1000),
    ifMatch: ifMatch(request),
    after: after === undefined ? undefined : parsePosition(after, '/headers/tidemark-after'),
  };
};

/**
 * @throws HttpProblem 400 for the first malformed header
 */
const readContext = (request: FastifyRequest): RequestContext =>
  contextFor(headersOf(request), request);

/** The query of a path. */
const queryIn = (path: string): object => {
  const at = path.indexOf('?');
  return at < 0 ? {} : Object.fromEntries(new URLSearchParams(path.slice(at)));
};

/** A command that is an item of a request. */
type Item = Readonly<{ method: string; path: string; body?: unknown }>;

/** The contexts of the commands in a batch: item i has the key `key#i`. */
export const itemContexts = (
  request: FastifyRequest,
  items: readonly Item[],
): readonly RequestContext[] => {
  const headers = headersOf(request);
  return items.map((item, index) => {
    const key = headers.key === undefined ? undefined : `${headers.key}#${index}`;
    return itemContext({ ...headers, key, ifMatch: undefined }, item);
  });
};

const itemContext = (headers: Headers, { method, path, body }: Item): RequestContext =>
  contextFor(headers, { method, url: path, body, query: queryIn(path) });

/** The caller of a request, as plain data that goes to other threads. */
export type Asker = Pick<Caller, 'actor' | 'source' | 'traceContext'> &
  Readonly<{ ifMatch?: number | undefined }>;

/** The caller of a request. */
export const askerOf = ({ caller }: RequestContext): Asker => {
  const { actor, source, traceContext } = caller;
  return { actor, source, traceContext };
};

/** The context of a command that a caller tries, for as long as a signal does not abort. */
export const triedContext = (asker: Asker, item: Item, deadline: AbortSignal): RequestContext =>
  itemContext({ ifMatch: undefined, ...asker, deadline, key: undefined, after: undefined }, item);

type WithContext = FastifyRequest & { tidemark?: RequestContext };

/** The context of a request; made on the first call. */
export const contextOf = (request: FastifyRequest): RequestContext => {
  const holder: WithContext = request;
  holder.tidemark ??= readContext(request);
  return holder.tidemark;
};

/** The context of a request, if it got far enough to have one. */
export const knownContextOf = (request: FastifyRequest): RequestContext | undefined =>
  (request as WithContext).tidemark;

/** Passes the context of a request to a controller. */
export const Ctx = createParamDecorator((_: unknown, host: ExecutionContext) =>
  contextOf(host.switchToHttp().getRequest<FastifyRequest>()),
);
