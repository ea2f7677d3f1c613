import { Injectable } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';

import { RunningCluster } from '#application';

import { receiptOf } from '../answer/reply.js';
import { type RequestContext } from '../request/request.js';
import { type AnyInput, type CommandRoute } from './command-route.js';

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
    { body, ...input }: AnyInput,
  ): Promise<object> {
    const { caller } = context;
    const read = route.readBody === undefined ? body : await route.readBody(body, input);
    const whole = { ...input, body: read };
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
