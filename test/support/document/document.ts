import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';

import createRouter, { type HTTPMethod } from 'find-my-way';

/** A header of an answer. */
type Header = Readonly<{ required?: boolean; schema: object }>;

/** The description of the answers of one status. */
export type Described = Readonly<{
  headers?: Readonly<Record<string, Header>>;
  content?: Readonly<Record<string, Readonly<{ schema: object }>>>;
}>;

type Reference = Readonly<{ $ref: string }>;

/** A parameter of a request. */
export type Parameter = Readonly<{ name: string; in: string; required?: boolean; schema: object }>;

/** A route of the document. */
export type Operation = Readonly<{
  operationId: string;
  parameters?: readonly Parameter[];
  requestBody?: Readonly<{ content: Readonly<Record<string, Readonly<{ schema: object }>>> }>;
  responses: Readonly<Record<string, Described | Reference>>;
}>;

type Document = Readonly<{
  paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  components: Readonly<{
    schemas: Readonly<Record<string, object>>;
    responses: Readonly<Record<string, Described>>;
  }>;
}>;

const FILE = resolve(import.meta.dirname, '../../e2e/openapi.generated.json');

/** The OpenAPI document of the server. */
export const DOCUMENT = JSON.parse(readFileSync(FILE, 'utf8')) as Document;

const MAX_PARAM = 10_000;

/** The way through the document to a part of it. */
export type Way = readonly string[];

const ROUTES = createRouter({ maxParamLength: MAX_PARAM });
for (const [path, item] of Object.entries(DOCUMENT.paths))
  for (const method of Object.keys(item))
    ROUTES.on(
      method.toUpperCase() as HTTPMethod,
      path.replace(/\{(\w+)\}/g, ':$1'),
      () => undefined,
      ['paths', path, method],
    );

/** The way to the route of a request; undefined if the document has none. */
export const routeOf = (method: string, path: string): Way | undefined =>
  ROUTES.find(method as HTTPMethod, path.replace(/[?#].*$/s, ''))?.store as Way | undefined;

/** The environment of the specs gives each of them this function. */
const { faultBySchema } = globalThis as unknown as {
  faultBySchema: (pointer: string, value: unknown) => string | undefined;
};

/** The fault of a value by the schema at the end of a way; undefined if there is none. */
export const faultOfValue = (way: Way, value: unknown): string | undefined => {
  const parts = way.map((part) =>
    encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1')),
  );
  return faultBySchema(`/${parts.join('/')}`, value);
};

const RESPONSES = '#/components/responses/';

/** The description of the answers of a status of a route, and the way to it. */
export const describedAnswer = (
  [, path = '', method = '']: Way,
  status: number,
): readonly [Described, Way] | undefined => {
  const described = DOCUMENT.paths[path]?.[method]?.responses[status];
  if (described === undefined) return undefined;
  if (!('$ref' in described))
    return [described, ['paths', path, method, 'responses', String(status)]];
  const name = described.$ref.slice(RESPONSES.length);
  return [DOCUMENT.components.responses[name] ?? {}, ['components', 'responses', name]];
};
