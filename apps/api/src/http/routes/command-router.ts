import createRouter, { type HTTPMethod } from 'find-my-way';

import { HttpProblem } from '../answer/http-problem.js';
import { queryFields, requireKnownFields } from '../request/query-fields.js';
import { validation } from '../request/validation.js';
import { type RequestContext } from '../request/request.js';
import { type AnyInput, type CommandRoute } from './command-route.js';
import { type Commands } from './commands.js';

/** A command of a batch, as the request that it would be alone. */
export type CommandRequest = Readonly<{ method: string; path: string; body?: unknown }>;

/** The route of a command request, with its parameters and query. */
export type FoundRoute = Readonly<{
  route: CommandRoute;
  params: Readonly<Record<string, string>>;
  query: object;
}>;

/** Reports only the first fault of each command: a batch may have a thousand commands. */
const VALIDATION = validation(0);

/** Finds the route of a command in a batch, and executes it. */
export class CommandRouter {
  private readonly router = createRouter();

  constructor(routes: readonly CommandRoute[]) {
    for (const route of routes) this.router.on(route.method, route.path, () => undefined, route);
  }

  /** The route of a command; undefined if there is none. */
  find({ method, path }: CommandRequest): FoundRoute | undefined {
    const found = this.router.find(method as HTTPMethod, path);
    if (found === null) return undefined;
    const { params, searchParams: query } = found;
    return { route: found.store as CommandRoute, params: params as Record<string, string>, query };
  }

  /** Returns the answer that the route would give. @throws the refusal of the command */
  async carryOut(
    commands: Commands,
    { route, params, query }: FoundRoute,
    { context, body }: Readonly<{ context: RequestContext; body: unknown }>,
  ): Promise<object> {
    requireKnownFields(query, queryFields(route.query));
    const input: AnyInput = {
      params,
      body: route.readBody === undefined ? await valid('body', body ?? {}, route.body) : body,
      query: await valid('query', { ...query }, route.query),
    };
    return commands.answer(route, context, input);
  }
}

/** The refusal of a command that no route has. */
export const noRoute = ({ method, path }: CommandRequest): HttpProblem =>
  new HttpProblem(404, 'no-such-route', { detail: `no command: ${method} ${path}` });

const valid = async (
  type: 'body' | 'query',
  value: unknown,
  metatype: CommandRoute['body'],
): Promise<unknown> => {
  if (metatype === undefined) return undefined;
  return VALIDATION.pass(value, metatype) ?? VALIDATION.transform(value, { type, metatype });
};
