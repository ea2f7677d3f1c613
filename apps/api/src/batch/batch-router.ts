import { RequestMethod, type Type } from '@nestjs/common';
import {
  HTTP_CODE_METADATA,
  METHOD_METADATA,
  PATH_METADATA,
  ROUTE_ARGS_METADATA,
} from '@nestjs/common/constants.js';
import { RouteParamtypes } from '@nestjs/common/enums/route-paramtypes.enum.js';
import createRouter, { type HTTPMethod } from 'find-my-way';

import { isPipelined } from '../http/request/pipelined.js';
import { type RequestContext } from '../http/request/request.js';
import { validation } from '../http/request/validation.js';

/** A command as it would be sent alone. */
export type Item = Readonly<{ method: string; path: string; body?: unknown }>;

/** Carries out one command; what it throws is its refusal. */
type Run = (call: Call) => Promise<unknown>;

/** A command's route, and the status of its success. */
export type Found = Readonly<{
  run: (context: RequestContext) => Promise<unknown>;
  params: Call['params'];
  status: number;
  isPipelined: boolean;
}>;

type Route = Readonly<{ run: Run; status: number; isPipelined: boolean }>;

type Call = Readonly<{
  params: Readonly<Record<string, string | undefined>>;
  query: object;
  body: unknown;
  context: RequestContext;
}>;

/** Where a parameter of a controller's method comes from. */
type Source = Readonly<{ from: number; name: string | undefined; metatype: Type<object> }>;

const COMMANDS = new Set<number>([
  RequestMethod.POST,
  RequestMethod.PATCH,
  RequestMethod.PUT,
  RequestMethod.DELETE,
]);
const OK = 200;
/** Of a thousand commands that are wrong, each tells its first fault. */
const VALIDATION = validation(0);

/**
 * The commands of the API by method and path, called without HTTP. Routes, parameters and bodies
 * are read from what Nest's own decorators noted of the controllers.
 */
export class BatchRouter {
  private readonly router = createRouter();

  constructor(controllers: readonly object[]) {
    for (const controller of controllers)
      for (const name of Object.getOwnPropertyNames(Object.getPrototypeOf(controller)))
        this.add(controller, name);
  }

  /** The route of a command; undefined where there is none. */
  find({ method, path, body }: Item): Found | undefined {
    const route = this.router.find(method as HTTPMethod, path);
    if (route === null) return undefined;
    const known = route.store as Route;
    const { params, searchParams: query } = route;
    return {
      run: (context) => known.run({ params, query, body, context }),
      params,
      status: known.status,
      isPipelined: known.isPipelined,
    };
  }

  private add(controller: object, name: string): void {
    const handler = (controller as Record<string, unknown>)[name] as Handler;
    const method = Reflect.getMetadata(METHOD_METADATA, handler) as number | undefined;
    if (method === undefined || !COMMANDS.has(method)) return;
    const prefix = Reflect.getMetadata(PATH_METADATA, controller.constructor) as string;
    const path = Reflect.getMetadata(PATH_METADATA, handler) as string;
    const whole = `/${prefix}/${path}`.replace(/\/+/g, '/').replace(/(?<=.)\/$/, '');
    const status = (Reflect.getMetadata(HTTP_CODE_METADATA, handler) as number | undefined) ?? OK;
    const run = runner(controller, name, handler);
    const store: Route = { run, status, isPipelined: isPipelined(handler) };
    this.router.on(RequestMethod[method] as HTTPMethod, whole, () => undefined, store);
  }
}

type Handler = (this: object, ...values: unknown[]) => unknown;

const runner = (controller: object, name: string, handler: Handler): Run => {
  const sources = sourcesOf(controller, name);
  const bound = handler.bind(controller);
  return async (call) => {
    const values = sources.map((source) => valueOf(source, call));
    return bound(...(values.some(isPromise) ? await Promise.all(values) : values));
  };
};

const isPromise = (value: unknown): boolean => value instanceof Promise;

const sourcesOf = (controller: object, name: string): readonly Source[] => {
  const args = (Reflect.getMetadata(ROUTE_ARGS_METADATA, controller.constructor, name) ??
    {}) as Record<string, { index: number; data?: unknown }>;
  const metatypes = Reflect.getMetadata('design:paramtypes', controller, name) as Type<object>[];
  return Object.entries(args)
    .map(([key, { index, data }]) => ({
      index,
      from: Number.parseInt(key, 10),
      isContext: key.includes('__customRouteArgs__'),
      name: typeof data === 'string' ? data : undefined,
    }))
    .sort((a, b) => a.index - b.index)
    .map(({ index, from, isContext, name: field }) => ({
      from: isContext ? CONTEXT : from,
      name: field,
      metatype: metatypes[index] ?? Object,
    }));
};

const CONTEXT = -1;
const PARAM: number = RouteParamtypes.PARAM;
const BODY: number = RouteParamtypes.BODY;
const QUERY: number = RouteParamtypes.QUERY;

const valueOf = ({ from, name, metatype }: Source, call: Call): unknown => {
  switch (from) {
    case CONTEXT:
      return call.context;
    case PARAM:
      return call.params[name ?? ''];
    case BODY:
      return valid('body', call.body ?? {}, metatype);
    case QUERY:
      return valid('query', { ...call.query }, metatype);
    default:
      throw new Error(`a command takes what a batch does not carry: ${from}`);
  }
};

/** At once where it surely is right, so that a batch of good commands waits for nothing. */
const valid = (type: 'body' | 'query', value: unknown, metatype: Type<object>): unknown =>
  (metatype as unknown) === Object
    ? value
    : (VALIDATION.pass(value, metatype) ?? VALIDATION.transform(value, { type, metatype }));
