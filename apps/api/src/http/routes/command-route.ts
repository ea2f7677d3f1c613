import { type Type } from '@nestjs/common';
import { type Command } from '@nestjs/cqrs';

import { type Caller, type Changed, type RunningCluster } from '#application';

import { type RequestContext } from '../request/request.js';

/** The names after the colons of a path: `/v1/groups/:group/move` has `group`. */
export type ParamsOf<Path extends string> = Path extends `${string}:${infer Name}/${infer Rest}`
  ? Record<Name, string> & ParamsOf<Rest>
  : Path extends `${string}:${infer Name}`
    ? Record<Name, string>
    : object;

/** The fields of a validated body or query, without its class. */
type Plain<Fields> = Fields extends object
  ? { readonly [Name in keyof Fields]: Fields[Name] }
  : Fields;

/** A request for a command, validated. */
export type CommandInput<Params, Body, Query> = Readonly<{
  params: Readonly<Params>;
  body: Plain<Body>;
  query: Plain<Query>;
}>;

/** The same for a route of which only the table knows the types. */
export type AnyInput = CommandInput<Record<string, string>, unknown, unknown>;

/** The means by which the result of a command becomes an answer. */
export type Answering<Input = unknown> = Readonly<{
  input: Input;
  cluster: RunningCluster;
  context: RequestContext;
  /** The receipt of a change, with a part of its own. */
  receipt: (changed: Changed, result: object) => object;
}>;

/**
 * A command of the API. The table of these feeds the controllers, batches and the OpenAPI document.
 */
export type CommandRoute = Readonly<{
  method: 'POST' | 'PATCH' | 'PUT' | 'DELETE';
  path: string;
  /** Name of the operation in the OpenAPI document. */
  id: string;
  summary: string;
  /** Status of a success. */
  status: 200 | 201;
  /** Classes with the decorators of class-validator; absent where there is no body, or no query. */
  body: Type<object> | undefined;
  query: Type<object> | undefined;
  /** In a batch it waits only until the commands before it are decided, not until they are durable. */
  isPipelined: boolean;
  /** More decorators of Nest for the controller's method. */
  decorators: readonly MethodDecorator[];
  /** The schema of an answer that is no receipt. */
  answer: Type<object> | undefined;
  /** Makes a body that is no JSON, or is checked by hand, one that `toCommand` takes. */
  readBody: ((raw: unknown, input: Readonly<{ query: unknown }>) => unknown) | undefined;
  toCommand: (caller: Caller, input: AnyInput) => Command<unknown>;
  present: (result: never, answering: Answering<never>) => object | Promise<object>;
}>;

type Written<Path extends string, Body extends object, Query extends object, Result> = Pick<
  CommandRoute,
  'id' | 'summary'
> &
  Partial<Pick<CommandRoute, 'status' | 'isPipelined' | 'decorators' | 'answer'>> &
  Readonly<{
    body?: Type<Body>;
    query?: Type<Query>;
    readBody?: (raw: unknown, input: Readonly<{ query: Plain<Query> }>) => Body | Promise<Body>;
    toCommand: (
      caller: Caller,
      input: CommandInput<ParamsOf<Path>, Body, Query>,
    ) => Command<Result>;
    present: (
      result: Result,
      answering: Answering<CommandInput<ParamsOf<Path>, Body, Query>>,
    ) => object | Promise<object>;
  }>;

const DEFAULTS = {
  status: 200,
  body: undefined,
  query: undefined,
  isPipelined: false,
  decorators: [],
  answer: undefined,
  readBody: undefined,
} as const;

/** A row of the table; its types are those of the path, the body and the command's result. */
export const command = <
  Path extends `/v1/${string}`,
  Body extends object,
  Query extends object,
  Result,
>(
  route: `${CommandRoute['method']} ${Path}`,
  written: Written<Path, Body, Query, Result>,
): CommandRoute => {
  const [method, path] = route.split(' ') as [CommandRoute['method'], Path];
  // The table holds rows of all types; each is called with what its own classes have validated.
  return { ...DEFAULTS, ...written, method, path } as unknown as CommandRoute;
};

/** Presents a change by a receipt. */
export const receipt =
  <Subject extends object>(
    result: (changed: Changed<Subject>, answering: Answering) => object | Promise<object>,
  ) =>
  async (changed: Changed<Subject>, answering: Answering): Promise<object> =>
    answering.receipt(changed, await result(changed, answering));

/** The same for a thing that was created at a place of its own. */
export const created =
  <Subject extends object>(
    location: (subject: Subject) => string,
    result: (changed: Changed<Subject>, answering: Answering) => object | Promise<object>,
  ) =>
  async (changed: Changed<Subject>, answering: Answering): Promise<object> => {
    answering.context.reply.location = location(changed.subject);
    return answering.receipt(changed, await result(changed, answering));
  };
