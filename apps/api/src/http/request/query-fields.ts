import { Injectable, type CanActivate, type ExecutionContext, type Type } from '@nestjs/common';
import { ROUTE_ARGS_METADATA } from '@nestjs/common/constants.js';
import { RouteParamtypes } from '@nestjs/common/enums/route-paramtypes.enum.js';
import { type FastifyRequest } from 'fastify';

import { HttpProblem } from '../answer/http-problem.js';
import { rulesOf, type Dto } from './compiled-validation.js';

type Handler = (...values: never) => unknown;

/** The names of the fields of a class of a query; none for a route without a query. */
export const queryFields = (query: Dto | undefined): readonly string[] =>
  query === undefined ? [] : [...new Set(rulesOf(query).map(({ propertyName }) => propertyName))];

/**
 * Refuses fields of a query that a route does not have.
 *
 * @throws HttpProblem 400 that names every unknown field, and lists the known ones
 */
export const requireKnownFields = (query: object, known: readonly string[]): void => {
  const unknown = Object.keys(query).filter((name) => !known.includes(name));
  if (unknown.length === 0) return;
  const list = known.length === 0 ? 'this route has none' : `known are ${known.join(', ')}`;
  const errors = unknown.slice(0, MAX_NAMED).map((name) => ({
    pointer: `/${name.slice(0, MAX_NAME)}`,
    detail: `unknown query parameter "${name.slice(0, MAX_NAME)}"; ${list}`,
  }));
  throw new HttpProblem(400, 'malformed-request', { detail: errors[0]?.detail ?? '', errors });
};

/** The most unknown fields that a refusal names, and the most characters of a name. */
const MAX_NAMED = 10;
const MAX_NAME = 100;

/** The class of the query of a controller's method; undefined for a method that reads no query. */
const queryOf = (controller: Type, handler: Handler): Dto | undefined => {
  const args = (Reflect.getMetadata(ROUTE_ARGS_METADATA, controller, handler.name) ??
    {}) as Readonly<Record<string, Readonly<{ index: number }>>>;
  const types = (Reflect.getMetadata(
    'design:paramtypes',
    controller.prototype as object,
    handler.name,
  ) ?? []) as readonly Dto[];
  const found = Object.entries(args).find(([key]) => key.startsWith(`${RouteParamtypes.QUERY}:`));
  return found && types[found[1].index];
};

/**
 * Refuses unknown fields of a query on every route below `/v1`. The fields are those that the
 * route's own declaration has, so no route needs a check of its own.
 */
@Injectable()
export class QueryGuard implements CanActivate {
  private readonly known = new Map<Handler, readonly string[]>();

  /**
   * @throws HttpProblem 400
   */
  canActivate(host: ExecutionContext): boolean {
    const { query, routeOptions } = host.switchToHttp().getRequest<FastifyRequest>();
    const isOfApi = routeOptions.url?.startsWith('/v1/') === true;
    if (isOfApi) requireKnownFields(query as object, this.fieldsOf(host));
    return true;
  }

  private fieldsOf(host: ExecutionContext): readonly string[] {
    const handler = host.getHandler() as Handler;
    const known = this.known.get(handler) ?? queryFields(queryOf(host.getClass(), handler));
    this.known.set(handler, known);
    return known;
  }
}
