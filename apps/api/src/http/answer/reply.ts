import { type FastifyReply, type FastifyRequest } from 'fastify';

import { type Outcome } from '#application';
import { Win32Status } from '#clusapi';
import { type EventRef } from '#event-store';

import { knownContextOf, type ReplyHints, type RequestContext } from '../request/request.js';
import { type EventRefShape, type Receipt } from './receipt-schema.js';

/** A page of a list. */
export type List<Item> = Readonly<{ items: readonly Item[]; next: string | null }>;

/** A page of a list that is read in both directions. */
export type ListBothWays<Item> = List<Item> & Readonly<{ prev: string | null }>;

const ACCEPTED = 202;
const FIRST_PROBLEM = 400;

export const toRefBody = ({
  id,
  stream,
  revision,
  type,
}: Omit<EventRef, 'command'>): EventRefShape => ({
  id,
  stream,
  revision: Number(revision),
  type,
});

/** The receipt of a command, as JSON. */
export const receiptOf = <Result extends object>(
  { events, isDone }: Outcome,
  { caller: { operation }, reply }: RequestContext,
  { result, position }: { result: Result; position: bigint },
): Receipt<Result> => {
  const statusName = isDone ? 'ERROR_SUCCESS' : 'ERROR_IO_PENDING';
  const written = events.length === 0 ? null : operation;
  if (!isDone) reply.status = ACCEPTED;
  if (!isDone && written !== null) reply.location = `/v1/operations/${written}`;
  const last = events.reduce((max, event) => (event.position > max ? event.position : max), 0n);
  const at = last === 0n ? position : last;
  reply.position = at as never;
  return {
    status: Win32Status[statusName],
    statusName,
    operation: written,
    position: String(at),
    events: events.map(toRefBody),
    result,
  };
};

/** Sets the headers of a reply; a problem gets none of them. */
export const setReplyHints = (request: FastifyRequest, response: FastifyReply): void => {
  const reply = knownContextOf(request)?.reply;
  if (reply === undefined || response.statusCode >= FIRST_PROBLEM) return;
  if (reply.status !== undefined) void response.status(reply.status);
  for (const [name, value] of headersOf(reply))
    if (value !== undefined) void response.header(name, value);
};

/** Removes the headers of a reply that turns out to be a problem. */
export const clearReplyHints = (response: FastifyReply): void => {
  const names = headersOf({}).map(([name]) => name);
  for (const name of [...names, ...OF_CONTROLLERS]) void response.removeHeader(name);
};

/** The headers that controllers set before there is an answer. */
const OF_CONTROLLERS = ['vary', 'cache-control', 'x-accel-buffering'];

const headersOf = ({
  location,
  etag,
  position,
  recordedAt,
  tag,
  notice,
  age,
  next,
  prev,
}: ReplyHints): readonly (readonly [string, string | undefined])[] => [
  ['location', location && encodeURI(location)],
  ['etag', etag === undefined ? undefined : `"${etag}"`],
  ['tidemark-position', position?.toString()],
  [
    'tidemark-recorded-at',
    recordedAt === undefined ? undefined : new Date(recordedAt).toISOString(),
  ],
  ['tidemark-tag', tag],
  ['tidemark-notice', notice],
  ['age', age?.toString()],
  ['link', linksTo({ next, prev })],
];

const linksTo = (pages: Pick<ReplyHints, 'next' | 'prev'>): string | undefined =>
  Object.entries(pages)
    .flatMap(([rel, page]) => (page === undefined ? [] : [`<${page}>; rel="${rel}"`]))
    .join(', ') || undefined;
