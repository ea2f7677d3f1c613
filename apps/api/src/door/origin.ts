import { HttpProblem } from '../http/answer/http-problem.js';
import { headersOf, type RequestHead } from './request-head.js';

const FORBIDDEN = 403;
const READING: readonly string[] = ['GET', 'HEAD', 'OPTIONS'];
const OWN_SITES: readonly string[] = ['same-origin', 'none'];
const ORIGIN = /^[a-z][a-z0-9+.-]*:\/\/([^/?#]+)$/i;

/**
 * The refusal of a request that changes or records something because it comes from another page;
 * undefined for a request from no browser, from this server's own pages, or from its user.
 *
 * @see https://pkg.go.dev/net/http#CrossOriginProtection for the rule
 */
export const originRefusal = (asked: RequestHead): HttpProblem | undefined => {
  if (!changes(asked)) return undefined;
  const sites = headersOf(asked, 'sec-fetch-site');
  if (sites.length > 0)
    return sites.every((site) => OWN_SITES.includes(site)) ? undefined : refused('sec-fetch-site');
  const [host] = headersOf(asked, 'host');
  const origins = headersOf(asked, 'origin');
  const isOwn = (origin: string): boolean =>
    host !== undefined && ORIGIN.exec(origin)?.[1] === host;
  return origins.every(isOwn) ? undefined : refused('origin');
};

const changes = ({ method = '', url = '' }: RequestHead): boolean =>
  !READING.includes(method) || (method !== 'OPTIONS' && (reveals(url) || exports(url)));

/**
 * True for a read that may be recorded because it asks for key material. The router takes a
 * fragment for a query too, so everything after the first `?` or `#` is examined.
 */
export const reveals = (url: string): boolean =>
  url
    .split(/[?#&;]/)
    .slice(1)
    .some((part) => {
      const [name = '', ...value] = part.split('=');
      return decoded(name) === 'reveal' && decoded(value.join('=')) !== 'false';
    });

/**
 * True for a read that may be recorded because it gives events out. A part of the path may be written
 * in other ways, so any part that is `export` counts, wherever it stands.
 */
export const exports = (url: string): boolean =>
  pathOf(url)
    .split(/[/;]/)
    .some((part) => part.toLowerCase() === 'export');

const pathOf = (url: string): string => decoded(url.split(/[?#]/, 1)[0] ?? '');

const decoded = (text: string): string => {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return text;
  }
};

const refused = (header: string): HttpProblem => {
  const detail = 'a page of another origin may not send this request';
  return new HttpProblem(FORBIDDEN, 'cross-origin', {
    detail,
    errors: [{ pointer: `/headers/${header}`, detail }],
  });
};
