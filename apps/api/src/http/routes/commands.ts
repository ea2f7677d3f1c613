import { Inject, Injectable } from '@nestjs/common';
import { CommandBus, type Command } from '@nestjs/cqrs';

import { RunningCluster } from '#application';

import { receiptOf } from '../answer/reply.js';
import { isDryRun, pathWithoutDryRun, withoutDryRun } from '../request/dry-run.js';
import { queryFields } from '../request/query-fields.js';
import { withoutReason } from '../request/reason.js';
import { type RequestContext } from '../request/request.js';
import { type AnyInput, type CommandRoute } from './command-route.js';
import { DryRuns } from './dry-runs.js';

/** The body for the command. The caller has the reason. */
const readBody = (
  { readBody: read, body: schema }: CommandRoute,
  body: unknown,
  query: unknown,
): unknown =>
  read === undefined || schema === undefined
    ? withoutReason(body)
    : read(body, { query, body: schema });

/** True for a command whose body has a dry run of its own. */
const hasDryRun = ({ body }: CommandRoute): boolean => queryFields(body).includes('dryRun');

/** The bus that Nest has, or the use cases on another cluster. */
type Bus = Readonly<{ execute: (command: Command<unknown>) => Promise<unknown> }>;

/** Sends the command of a route and turns its result into an answer. */
@Injectable()
export class Commands {
  constructor(
    @Inject(CommandBus) private readonly bus: Bus,
    private readonly cluster: RunningCluster,
    @Inject(DryRuns) private readonly dryRuns: Pick<DryRuns, 'tryOne'>,
  ) {}

  /** Sends a command, or tries it where the query says so. */
  async answer(route: CommandRoute, context: RequestContext, input: AnyInput): Promise<object> {
    if (!isDryRun(input.query)) return this.send(route, context, input);
    const { body } = input;
    const path = pathWithoutDryRun(context.url);
    if (!hasDryRun(route))
      return this.dryRuns.tryOne({ method: route.method, path, body }, context);
    return this.send(route, context, { ...input, body: { ...(body as object), dryRun: true } });
  }

  private async send(
    route: CommandRoute,
    context: RequestContext,
    { params, body, query: asked }: AnyInput,
  ): Promise<object> {
    const { caller } = context;
    const query = withoutDryRun(withoutReason(asked));
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
