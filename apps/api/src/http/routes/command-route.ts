import { type Type } from '@nestjs/common';
import { type Command } from '@nestjs/cqrs';

import { type Caller, type Changed, type RunningCluster } from '#application';

import { withDryRun } from '../request/dry-run.js';
import { withReason } from '../request/reason.js';
import { type RequestContext } from '../request/request.js';
import { type Schema } from '../schema/schema.js';

/** The parameter names of a path: `/v1/groups/:group/move` has `group`. */
export type ParamsOf<Path extends string> = Path extends `${string}:${infer Name}/${infer Rest}`
  ? Record<Name, string> & ParamsOf<Rest>
  : Path extends `${string}:${infer Name}`
    ? Record<Name, string>
    : object;

/** The fields of a validated body or query, without its class. */
type Plain<Fields> = Fields extends object
  ? { readonly [Name in keyof Fields]: Fields[Name] }
  : Fields;

/** A validated request for a command. */
export type CommandInput<Params, Body, Query> = Readonly<{
  params: Readonly<Params>;
  body: Plain<Body>;
  query: Plain<Query>;
}>;

/** The same without the types, which only the row of the table knows. */
export type AnyInput = CommandInput<Record<string, string>, unknown, unknown>;

/** The functions that turn the result of a command into an answer. */
export type Answering<Input = unknown> = Readonly<{
  input: Input;
  cluster: RunningCluster;
  context: RequestContext;
  /** The receipt of a change, with further fields. */
  receipt: (changed: Changed, result: object) => object;
}>;

/**
 * A route for a command. Controllers, batches and the OpenAPI document are made from the table of
 * these.
 */
export type CommandRoute = Readonly<{
  method: 'POST' | 'PATCH' | 'PUT' | 'DELETE';
  path: string;
  /** Name of the operation in the OpenAPI document. */
  id: string;
  summary: string;
  /** HTTP status of a success. */
  status: 200 | 201;
  /** Classes with the decorators of class-validator; undefined if there is no body or no query. */
  body: Type<object> | undefined;
  query: Type<object> | undefined;
  /**
   * True if in a batch the command waits only until earlier commands are decided, not until they
   * are durable.
   */
  isPipelined: boolean;
  /** Further Nest decorators for the controller's method. */
  decorators: readonly MethodDecorator[];
  /** True if the command is done when it is decided, so that the answer is never 202. */
  isAtOnce: boolean;
  /** True if the changed thing has an ETag, which If-Match is compared with. */
  hasETag: boolean;
  /**
   * The statuses of its own problems; by default those of a thing that is not in the state for the
   * command, and of an Idempotency-Key that is in use.
   */
  problems: readonly number[];
  /** True if the query may have `dryRun`. */
  isTriable: boolean;
  /** True if the body may be a `.reg` file or a hive. */
  takesRegistryFile: boolean;
  /** The schema of the answer; `isReceipt` is false for an answer that is no receipt. */
  answer: Schema;
  isReceipt: boolean;
  /**
   * Converts a body that is not JSON, or is checked by hand, for `toCommand`. `body` is then the class
   * of the JSON form.
   */
  readBody:
    | ((raw: unknown, input: Readonly<{ query: unknown; body: Type<object> }>) => unknown)
    | undefined;
  toCommand: (caller: Caller, input: AnyInput) => Command<unknown>;
  present: (result: never, answering: Answering<never>) => object | Promise<object>;
}>;

type Written<Path extends string, Body extends object, Query extends object, Result> = Pick<
  CommandRoute,
  'id' | 'summary' | 'answer'
> &
  Partial<
    Pick<
      CommandRoute,
      | 'status'
      | 'isPipelined'
      | 'decorators'
      | 'isReceipt'
      | 'isAtOnce'
      | 'hasETag'
      | 'problems'
      | 'takesRegistryFile'
      | 'isTriable'
    >
  > &
  Readonly<{
    query?: Type<Query>;

    toCommand: (
      caller: Caller,
      input: CommandInput<ParamsOf<Path>, Body, Query>,
    ) => Command<Result>;
    present: (
      result: Result,
      answering: Answering<CommandInput<ParamsOf<Path>, Body, Query>>,
    ) => object | Promise<object>;
    body?: Type<Body>;
    /** The class of the JSON form of a body that `readBody` reads. */
    schema?: Type<object>;
    readBody?: (
      raw: unknown,
      input: Readonly<{ query: Plain<Query>; body: Type<object> }>,
    ) => Body | Promise<Body>;
  }>;

const DEFAULTS = {
  status: 200,
  body: undefined,
  query: undefined,
  isPipelined: false,
  decorators: [],
  isAtOnce: false,
  hasETag: false,
  problems: [409, 422],
  isReceipt: true,
  takesRegistryFile: false,
  isTriable: true,
  readBody: undefined,
} as const;

/** Makes a row of the table, with the types of the path, the body and the command's result. */
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
  // The table holds rows of all types. Each is called with values that its own classes have
  // validated.
  return {
    ...DEFAULTS,
    ...written,
    ...triable(fieldsOf(method, written), written.isTriable ?? true),
    method,
    path,
  } as unknown as CommandRoute;
};

/**
 * The classes of a row's body and query, one of them with the reason: the body, or the query where
 * there may be no JSON body.
 */
const fieldsOf = (
  method: CommandRoute['method'],
  { body, schema, query }: Readonly<Partial<Record<'body' | 'schema' | 'query', Type<object>>>>,
): Pick<CommandRoute, 'body' | 'query'> => {
  if (method === 'DELETE') return { body, query: withReason(query) };
  return {
    body: withReason(schema ?? body),
    query: schema === undefined ? query : withReason(query),
  };
};

const triable = (
  fields: Pick<CommandRoute, 'body' | 'query'>,
  isTriable: boolean,
): Pick<CommandRoute, 'body' | 'query'> =>
  isTriable ? { ...fields, query: withDryRun(fields.query) } : fields;

/** Answers a change with a receipt. */
export const receipt =
  <Subject extends object>(
    result: (changed: Changed<Subject>, answering: Answering) => object | Promise<object>,
  ) =>
  async (changed: Changed<Subject>, answering: Answering): Promise<object> =>
    answering.receipt(changed, await result(changed, answering));

/** Answers a creation with a receipt and a Location. */
export const created =
  <Subject extends object>(
    location: (subject: Subject) => string,
    result: (changed: Changed<Subject>, answering: Answering) => object | Promise<object>,
  ) =>
  async (changed: Changed<Subject>, answering: Answering): Promise<object> => {
    answering.context.reply.location = location(changed.subject);
    return answering.receipt(changed, await result(changed, answering));
  };
