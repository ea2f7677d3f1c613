/** The places whose answers are never the page of the console. */
const OTHERS = /^\/(?:(?:v1|docs|assets)(?:\/|$)|(?:healthz|readyz|metrics|openapi\.json)$)/;

type Asked = Readonly<{ method: string; url: string; accept: string | undefined }>;

/**
 * True for a request of a browser that opens an address of the console: a GET or HEAD that accepts
 * HTML by name, for a path that is none of the API's. Accepting anything is no wish for a page.
 */
export const asksForPage = ({ method, url, accept = '' }: Asked): boolean =>
  (method === 'GET' || method === 'HEAD') &&
  accept.split(',').some(isHtml) &&
  !OTHERS.test(pathOf(url));

/** True for a media range of HTML that is not refused by a quality of 0. */
const isHtml = (range: string): boolean => {
  const [type = '', ...parameters] = range.split(';').map((part) => part.trim().toLowerCase());
  return type === 'text/html' && !parameters.some((parameter) => /^q=0(?:\.0*)?$/.test(parameter));
};

const pathOf = (url: string): string => {
  const path = url.split(/[?#]/, 1)[0] ?? '';
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
};
