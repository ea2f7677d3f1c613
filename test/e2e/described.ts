import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';

import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import createRouter, { type HTTPMethod } from 'find-my-way';

/** The parts of the OpenAPI document that describe answers. */
type Described = Readonly<{
  headers?: Readonly<Record<string, unknown>>;
  content?: Readonly<Record<string, unknown>>;
}>;
type Reference = Readonly<{ $ref: string }>;
type Operation = Readonly<{ responses: Readonly<Record<string, Described | Reference>> }>;
type Document = Readonly<{
  paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  components: Readonly<{ responses: Readonly<Record<string, Described>> }>;
}>;

/** An answer, with its whole body as text. */
type Answer = Readonly<{ status: number; headers: Headers; text: string }>;

const FILE = resolve(import.meta.dirname, 'openapi.generated.json');
const DOCUMENT = JSON.parse(readFileSync(FILE, 'utf8')) as Document;
const KEY = 'tidemark';
const MAX_PARAM = 10_000;
const PROBLEM = 400;
const PROBLEM_TYPE = 'application/problem+json';
/** The headers of answers that the document describes. */
const HEADERS = ['tidemark-position', 'age', 'etag', 'link', 'location', 'retry-after'];

const ajv = new Ajv2020({ strict: false, validateSchema: false });
formats.default(ajv);
ajv.addSchema(DOCUMENT, KEY);

const ROUTES = createRouter({ maxParamLength: MAX_PARAM });
for (const [path, item] of Object.entries(DOCUMENT.paths))
  for (const method of Object.keys(item))
    ROUTES.on(
      method.toUpperCase() as HTTPMethod,
      path.replace(/\{(\w+)\}/g, ':$1'),
      () => undefined,
      ['paths', path, method],
    );

/** The way through the document to a part of it. */
type Way = readonly string[];

const COMPILED = new Map<string, ValidateFunction>();

/** The check of a schema of the document; each is compiled once. */
const checkOf = (way: Way): ValidateFunction => {
  const parts = way.map((part) =>
    encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1')),
  );
  const pointer = `${KEY}#/${parts.join('/')}`;
  const known = COMPILED.get(pointer) ?? ajv.compile({ $ref: pointer });
  COMPILED.set(pointer, known);
  return known;
};

const RESPONSES = '#/components/responses/';

/** The description of an answer of a status, and the way to it. */
const describedAnswer = (
  [, path = '', method = '']: Way,
  status: number,
): readonly [Described, Way] | undefined => {
  const described = DOCUMENT.paths[path]?.[method]?.responses[status];
  if (described === undefined) return undefined;
  if (!('$ref' in described))
    return [described, ['paths', path, method, 'responses', String(status)]];
  const name = described.$ref.slice(RESPONSES.length);
  const response = DOCUMENT.components.responses[name] ?? {};
  return [response, ['components', 'responses', name]];
};

const faultOfBody = (way: Way, type: string, { text }: Answer): string | undefined => {
  if (!type.endsWith('json')) return undefined;
  const check = checkOf([...way, 'content', type, 'schema']);
  if (check(JSON.parse(text))) return undefined;
  return `its body is not as the schema says: ${ajv.errorsText(check.errors)} in ${text.slice(0, 1000)}`;
};

const faultOfHeaders = (described: Described, headers: Headers): string | undefined => {
  const known = Object.keys(described.headers ?? {}).map((name) => name.toLowerCase());
  const unknown = HEADERS.find((name) => headers.has(name) && !known.includes(name));
  return unknown && `it has the header ${unknown}`;
};

/** A route that the document does not have is answered with a problem. */
const faultOfNoRoute = (answer: Answer): string | undefined =>
  answer.status < PROBLEM
    ? undefined
    : faultOfBody(['components', 'responses', 'Problem404'], PROBLEM_TYPE, answer);

const typeOf = (headers: Headers): string =>
  (headers.get('content-type') ?? '').replace(/;.*$/, '').trim();

/** The first point in which an answer is not as the document says; undefined if there is none. */
export const faultOf = (method: string, path: string, answer: Answer): string | undefined => {
  const { status, headers } = answer;
  const route = ROUTES.find(method as HTTPMethod, path.replace(/\?.*$/s, ''));
  if (route === null) return faultOfNoRoute(answer);
  const found = describedAnswer(route.store as Way, status);
  if (found === undefined) return `the status ${status} is not in the document`;
  const [described, way] = found;
  const type = typeOf(headers);
  if (described.content?.[type] === undefined) return `the type "${type}" is not in the document`;
  return faultOfHeaders(described, headers) ?? faultOfBody(way, type, answer);
};

/** @throws Error with the request and the fault, if an answer is not as the document says */
export const requireDescribed = (method: string, path: string, answer: Answer): void => {
  const fault = faultOf(method, path, answer);
  if (fault !== undefined)
    throw new Error(`the answer ${answer.status} to ${method} ${path}: ${fault}`);
};
