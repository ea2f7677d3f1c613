import { faultOfBatch } from './batch-outcomes.js';
import {
  describedAnswer,
  DOCUMENT,
  faultOfValue,
  routeOf,
  type Described,
  type Way,
} from './document.js';

/** A request: its method, its path, and its body if it is a text. */
export type Asked = readonly [method: string, path: string, body?: string | undefined];

/** An answer, with its whole body as text; undefined if the body was not read. */
export type Answer = Readonly<{ status: number; headers: Headers; text: string | undefined }>;

const PROBLEM = 400;
const PROBLEM_TYPE = 'application/problem+json';

/** The headers of HTTP itself, and those for browsers; all others are in the document. */
const UNDESCRIBED =
  /^(connection|content-(length|type|security-policy)|cross-origin-.*|date|keep-alive|origin-agent-cluster|referrer-policy|transfer-encoding|x-.*)$/;

const MOST_SHOWN = 1000;

const faultOfBody = (way: Way, type: string, text: string | undefined): string | undefined => {
  if (text === undefined || !/[/+]json$/.test(type)) return undefined;
  const fault = faultOfValue([...way, 'content', type, 'schema'], JSON.parse(text));
  return fault && `its body is not as the schema says: ${fault} in ${text.slice(0, MOST_SHOWN)}`;
};

const faultOfHeaders = (
  { headers: described = {} }: Described,
  way: Way,
  headers: Headers,
): string | undefined => {
  const names = new Map(Object.keys(described).map((name) => [name.toLowerCase(), name]));
  for (const [name, value] of headers) {
    const known = names.get(name);
    if (known === undefined && !UNDESCRIBED.test(name)) return `it has the header ${name}`;
    const fault = known && faultOfValue([...way, 'headers', known, 'schema'], value);
    if (fault !== undefined) return `its header ${name} is not as the schema says: ${fault}`;
  }
  const missing = Object.keys(described).find(
    (name) => described[name]?.required === true && !headers.has(name),
  );
  return missing && `it does not have the header ${missing}`;
};

/** A refusal before any route is a problem of a known status. */
const faultOfNoRoute = ({ status, headers, text }: Answer): string | undefined => {
  if (status < PROBLEM) return undefined;
  const way: Way = ['components', 'responses', `Problem${status}`];
  const described = DOCUMENT.components.responses[`Problem${status}`];
  if (described === undefined) return `the status ${status} is not in the document`;
  return faultOfHeaders(described, way, headers) ?? faultOfBody(way, PROBLEM_TYPE, text);
};

const typeOf = (headers: Headers): string =>
  (headers.get('content-type') ?? '').replace(/;.*$/, '').trim();

/** The first point in which an answer is not as the document says; undefined if there is none. */
export const faultOf = ([method, path, body]: Asked, answer: Answer): string | undefined => {
  const { status, headers, text } = answer;
  const route = routeOf(method, path);
  if (route === undefined) return faultOfNoRoute(answer);
  const found = describedAnswer(route, status);
  if (found === undefined) return `the status ${status} is not in the document`;
  const fault = faultOfDescribed(found, typeOf(headers), answer);
  return fault ?? (isBatch(route) && status < PROBLEM ? faultOfBatch(body, text) : undefined);
};

const faultOfDescribed = (
  [described, way]: readonly [Described, Way],
  type: string,
  { headers, text }: Answer,
): string | undefined => {
  if (described.content?.[type] === undefined) return `the type "${type}" is not in the document`;
  return faultOfHeaders(described, way, headers) ?? faultOfBody(way, type, text);
};

const isBatch = (route: Way): boolean => route.includes('/v1/batch');

/** The same with the request. */
export const faultWithRequest = (request: Asked, answer: Answer): string | undefined => {
  const fault = faultOf(request, answer);
  return fault && `the answer ${answer.status} to ${request[0]} ${request[1]}: ${fault}`;
};
