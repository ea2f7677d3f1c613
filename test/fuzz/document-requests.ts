import { bodyText, headersFor, mutated, pick, placeText } from './mutate.js';
import { Generator, parametersOf, ROUTES, type Route } from './generated.js';
import { type SeenValues } from './seen-values.js';

type Random = () => number;

/** A request to a route, valid or nearly so. */
type DocumentRequest = Readonly<{ route: Route; path: string; init: RequestInit }>;

/** The share of requests that are as the document has them. */
const VALID = 0.65;
const REG_FILE = 'text/x-ms-regedit';
const HEADER = 'Windows Registry Editor Version 5.00\r\n\r\n';
/** No supervisor reports here, and an answer of 202 is one too. */
const WAITS = ['wait=0', 'wait=1'];

/** The next request, to any route of the document. */
export const documentRequest = (random: Random, seen: SeenValues): DocumentRequest => {
  const route = pick(random, ROUTES);
  const generator = new Generator(random, seen);
  const isValid = random() < VALID;
  const path = pathOf({ route, generator, random, isValid });
  const { headers, body } = contentOf({ route, generator, random, isValid });
  const more = isValid ? {} : headersFor(random);
  const init = {
    method: route.method,
    headers: { prefer: pick(random, WAITS), ...headers, ...more },
    ...(body !== undefined && { body }),
  };
  return { route, path, init };
};

type Making = Readonly<{ route: Route; generator: Generator; random: Random; isValid: boolean }>;

const pathOf = ({ route, generator, random, isValid }: Making): string => {
  const text = (name: string, schema: object): string => {
    const good = String(generator.value(name, schema));
    return isValid ? good : placeText(random, good, 0.6);
  };
  const schemas = new Map(parametersOf(route, 'path').map(({ name, schema }) => [name, schema]));
  const path = route.path.replaceAll(/\{(\w+)\}/g, (_, name: string) =>
    encodeURIComponent(wellFormed(text(name, schemas.get(name) ?? {})) || 'x'),
  );
  const search = new URLSearchParams();
  for (const { name, required, schema } of parametersOf(route, 'query'))
    if (required === true || random() < 0.25) search.append(name, wellFormed(text(name, schema)));
  if (!isValid && random() < 0.1) search.append('unknown', '1');
  return search.size === 0 ? path : `${path}?${String(search)}`;
};

const wellFormed = (text: string): string => text.toWellFormed();

const contentOf = ({
  route,
  generator,
  random,
  isValid,
}: Making): Readonly<{ headers: Record<string, string>; body?: string }> => {
  const content = Object.entries(route.operation.requestBody?.content ?? {});
  if (content.length === 0) return { headers: {} };
  const [type, { schema }] = pick(random, content);
  const headers = { 'content-type': type };
  if (type === REG_FILE) return { headers, body: regFile(generator) };
  const valid = generator.value('', schema);
  return {
    headers,
    body: isValid
      ? JSON.stringify(valid)
      : bodyText(random, random() < 0.5 ? valid : mutated(random, valid)),
  };
};

const regFile = (generator: Generator): string => {
  const text = (name: string): string => String(generator.value(name, { type: 'string' }));
  const line = `"${text('name')}"="${text('text')}"`.replaceAll('\\', '\\\\');
  return `${HEADER}[HKEY_LOCAL_MACHINE\\${text('key')}]\r\n${line}\r\n`;
};
