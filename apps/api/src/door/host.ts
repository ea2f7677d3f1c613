import { isIPv4 } from 'node:net';

import { badRequest, HttpProblem } from '../http/answer/http-problem.js';
import { headersOf, type RequestHead } from './request-head.js';
import { parseAuthority, type Authority } from './authority.js';

const MISDIRECTED = 421;
const HOST = '/headers/host';
/** A proxy that speaks HTTP/1.0 requests these paths without a Host. */
const HEALTH: readonly string[] = ['/healthz', '/readyz'];
const ABSOLUTE = /^[a-z][a-z0-9+.-]*:\/\/([^/?#]*)/i;
const LOCALHOST = /^(?:[a-z0-9_-]+\.)*localhost$/;
const MAX_SHOWN = 255;

/**
 * The refusal of a request because of its host; undefined if the request is let in. A web page
 * whose own domain resolves to this address (DNS rebinding) can't name an address or `localhost`.
 *
 * @param names the other allowed names, in lower case
 */
export const hostRefusal = (
  asked: RequestHead,
  names: ReadonlySet<string>,
): HttpProblem | undefined => {
  const [host, ...others] = headersOf(asked, 'host');
  if (host === undefined) return isHealthCheck(asked) ? undefined : badRequest(HOST, 'is missing');
  if (others.length > 0) return badRequest(HOST, 'is there more than once');
  const authority = parseAuthority(host);
  if (authority === undefined)
    return badRequest(HOST, `"${host.slice(0, MAX_SHOWN)}" is no host with or without a port`);
  const target = targetOf(asked);
  if (target !== undefined && !isSame(parseAuthority(target), authority))
    return badRequest(HOST, 'differs from the host of the request line');
  return isLetIn(authority.name, names) ? undefined : misdirected(authority.name);
};

const isHealthCheck = ({ url = '', httpVersion }: RequestHead): boolean =>
  httpVersion === '1.0' && HEALTH.includes(url.split('?', 1)[0] ?? '');

/** The authority in the request line; undefined if the line has only a path. */
const targetOf = ({ method, url = '' }: RequestHead): string | undefined =>
  method === 'CONNECT' ? url : ABSOLUTE.exec(url)?.[1];

const isSame = (a: Authority | undefined, b: Authority): boolean =>
  a?.name === b.name && a.port === b.port;

/** No one can register a dotted quad, a name in brackets, or `localhost` as a domain. */
const isLetIn = (name: string, names: ReadonlySet<string>): boolean =>
  isIPv4(name) || name.startsWith('[') || LOCALHOST.test(name) || names.has(name);

const misdirected = (name: string): HttpProblem => {
  const detail = `"${name.slice(0, MAX_SHOWN)}" is no name of this server: TIDEMARK_ALLOWED_HOSTS has to list it`;
  return new HttpProblem(MISDIRECTED, 'misdirected-request', {
    detail,
    errors: [{ pointer: HOST, detail }],
  });
};
