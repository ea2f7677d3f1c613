import { Injectable } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';

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

/** Sends the command of a route and turns its result into an answer. */
@Injectable()
export class Commands {
  constructor(
    private readonly bus: CommandBus,
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
