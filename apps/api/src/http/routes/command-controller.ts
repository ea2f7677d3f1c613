import {
  applyDecorators,
  Body,
  Controller,
  Delete,
  HttpCode,
  Inject,
  Param,
  Patch,
  Post,
  Put,
  Query,
  type Type,
} from '@nestjs/common';
import { ApiBody, ApiTags } from '@nestjs/swagger';

import { Calls, Changes, Refuses } from '../answer/answers.js';
import { Ctx, type RequestContext } from '../request/request.js';
import { type CommandRoute } from './command-route.js';
import { Commands } from './commands.js';

const VERBS = { POST: Post, PATCH: Patch, PUT: Put, DELETE: Delete } as const;

type Handler = (this: { commands: Commands }, ...values: unknown[]) => Promise<object>;

/** A controller whose methods are the routes of a table. */
export const commandController = (tag: string, routes: readonly CommandRoute[]): Type<object> => {
  @ApiTags(tag)
  @Controller()
  class CommandController {
    constructor(@Inject(Commands) readonly commands: Commands) {}
  }
  for (const route of routes) addRoute(CommandController, route);
  return CommandController;
};

const addRoute = (controller: Type<object>, route: CommandRoute): void => {
  const prototype = controller.prototype as object;
  const names = paramsIn(route.path);
  const sources = [
    { decorate: Ctx(), type: Object },
    ...names.map((name) => ({ decorate: Param(name), type: String })),
    ...(route.body === undefined
      ? []
      : [{ decorate: Body(), type: route.readBody === undefined ? route.body : Object }]),
    ...(route.query === undefined ? [] : [{ decorate: Query(), type: route.query }]),
  ];
  const value = handlerOf(route, names);
  // Nest's OpenAPI document finds a method's parameters by the function's name.
  Object.defineProperty(value, 'name', { value: route.id });
  Object.defineProperty(prototype, route.id, { value, configurable: true });
  Reflect.defineMetadata(
    'design:paramtypes',
    sources.map(({ type }) => type),
    prototype,
    route.id,
  );
  // Apply decorators in the compiler's order, from the last parameter to the first.
  for (const [index, { decorate }] of [...sources.entries()].reverse())
    decorate(prototype, route.id, index);
  const descriptor = Object.getOwnPropertyDescriptor(prototype, route.id) ?? {};
  decoratorsOf(route)(prototype, route.id, descriptor as TypedPropertyDescriptor<unknown>);
};

const handlerOf = (route: CommandRoute, names: readonly string[]): Handler =>
  function (context, ...values) {
    const params = Object.fromEntries(names.map((name, index) => [name, values[index]]));
    const [first, second] = values.slice(names.length);
    const [body, query] = route.body !== undefined ? [first, second] : [undefined, first];
    const input = { params: params as Record<string, string>, body, query };
    return this.commands.answer(route, context as RequestContext, input);
  };

const paramsIn = (path: string): readonly string[] =>
  [...path.matchAll(/:(\w+)/g)].flatMap(([, name]) => name ?? []);

const decoratorsOf = (route: CommandRoute): MethodDecorator => {
  const { method, path, id, summary, status, readBody, body } = route;
  const read = readBody === undefined || body === undefined ? [] : [ApiBody({ type: body })];
  const documented = route.isReceipt ? Changes(id, summary, route) : Calls(id, summary, route);
  return applyDecorators(
    ...[VERBS[method](path), HttpCode(status), documented, Refuses(...route.problems)],
    ...[...read, ...route.decorators],
  );
};
