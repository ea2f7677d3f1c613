import { Inject, Injectable } from '@nestjs/common';
import { CommandBus, type Command } from '@nestjs/cqrs';

import { RunningCluster } from '#application';

import { receiptOf } from '../answer/reply.js';
import { withoutReason } from '../request/reason.js';
import { type RequestContext } from '../request/request.js';
import { type AnyInput, type CommandRoute } from './command-route.js';

/** The body for the command. The caller has the reason. */
const readBody = (
  { readBody: read, body: schema }: CommandRoute,
  body: unknown,
  query: unknown,
): unknown =>
  read === undefined || schema === undefined
    ? withoutReason(body)
    : read(body, { query, body: schema });

/** The bus that Nest has, or the use cases on another cluster. */
type Bus = Readonly<{ execute: (command: Command<unknown>) => Promise<unknown> }>;

/** Sends the command of a route and turns its result into an answer. */
@Injectable()
export class Commands {
  constructor(
    @Inject(CommandBus) private readonly bus: Bus,
    private readonly cluster: RunningCluster,
  ) {}

  async answer(
    route: CommandRoute,
    context: RequestContext,
    { params, body, query: asked }: AnyInput,
  ): Promise<object> {
    const { caller } = context;
    const query = withoutReason(asked);
    const whole = { params, query, body: await readBody(route, body, query) };
    const result = await this.bus.execute(route.toCommand(caller, whole));
    const { cluster } = this;
    return route.present(result as never, {
      input: whole as never,
      cluster,
      context,
      receipt: (changed, of) =>
        receiptOf(changed, context, { result: { ...of }, position: cluster.log.position ?? 0n }),
    });
  }
}
