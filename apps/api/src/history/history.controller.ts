import { Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';

import {
  groupHazards,
  type Hazard,
  type Moment,
  parsePosition,
  resolveGroup,
  resolveNode,
  resolveResource,
  commandIdOf,
  operationOf,
  RetryParkedEvent,
  RunningCluster,
} from '#application';
import { type GroupId, type ClusterView } from '#domain';
import { toPosition } from '#event-store';
import { type EventFilter, type Operation } from '#read-models';

import { Reads } from '../http/answer/answers.js';
import { AsOfQuery, momentOf } from '../http/request/as-of.js';
import { notFound } from '../http/answer/http-problem.js';
import { PageQuery, withNext } from '../http/request/paging.js';
import { toRefBody, type List } from '../http/answer/reply.js';
import { Ctx, type RequestContext } from '../http/request/request.js';
import { eventShape, operationShape } from './history-shapes.js';
import { lostTogetherShape } from './lost-write-shapes.js';
import { upTo } from './up-to.js';
import { EventsQuery, ReceiptQuery } from './history.bodies.js';

/** So many lost writes are told with an operation. */
const MAX_LOST = 100;

@ApiTags('history')
@Controller('v1')
export class HistoryController {
  constructor(
    private readonly cluster: RunningCluster,
    private readonly bus: CommandBus,
  ) {}

  @Get('events')
  @Reads('listEvents', 'The history')
  async events(@Query() query: EventsQuery, @Ctx() context: RequestContext): Promise<List<object>> {
    const moment = await momentOf(this.cluster, query, context);
    const { limit, order } = query;
    const cursor =
      query.cursor === undefined ? {} : { cursor: parsePosition(query.cursor, '/cursor') };
    const filter = filterOf(query, moment);
    const { events: all } = this.cluster.reads;
    const page = all.page(filter, { limit, order, ...cursor });
    const next = page.isLast ? undefined : page.items.at(-1)?.position.toString();
    const shapes = page.items.map((event) => eventShape(event, all.isSetBack(event.position)));
    return withNext(shapes, next, context.reply);
  }

  @Get('operations')
  @Reads('listOperations', 'What requests have set in motion, newest first')
  async operations(
    @Query() query: PageQuery,
    @Ctx() context: RequestContext,
  ): Promise<List<object>> {
    const moment = await momentOf(this.cluster, query, context);
    const { position } = moment;
    const before =
      query.cursor === undefined
        ? toPosition(position + 1n)
        : parsePosition(query.cursor, '/cursor');
    const found = this.cluster.reads.operations.list(query.limit, { before, at: position });
    const hazards = hazardsIn(moment);
    const next = found.length < query.limit ? undefined : String(found.at(-1)?.first ?? '');
    return withNext(
      found.map(({ operation }) => this.shapeOf(moment, operation, hazards)),
      next,
      context.reply,
    );
  }

  @Get('operations/:id')
  @Reads('getOperation', 'An operation with its steps')
  async operation(
    @Param('id') id: string,
    @Query() query: AsOfQuery,
    @Ctx() context: RequestContext,
  ): Promise<object> {
    const moment = await momentOf(this.cluster, query, context);
    const { position } = moment;
    this.cluster.reads.parked.assertAnswerable({ operation: id });
    const operation = this.cluster.reads.operations.get(id, position);
    if (operation === undefined) throw notFound('operation', id);
    return this.shapeOf(moment, operation, hazardsIn(moment));
  }

  private shapeOf(moment: Moment, operation: Operation, hazards: HazardsOf): object {
    const { reads } = this.cluster;
    const lost = reads.lostWrites.together(operation.id, moment.position, MAX_LOST);
    return {
      ...operationShape(moment, operation, hazards(operation)),
      lostWrites: lostTogetherShape({ reads, clusterState: moment }, lost),
    };
  }

  @Get('receipts')
  @Reads('getReceipt', "What the actor's request under an Idempotency-Key has written so far")
  async receipt(@Query() query: ReceiptQuery, @Ctx() context: RequestContext): Promise<object> {
    const { position } = await momentOf(this.cluster, query, context);
    const operation = operationOf(commandIdOf(context.caller.actor, query.key));
    const events = this.cluster.reads.operations.events(operation, position);
    const last = events.at(-1);
    if (last === undefined) throw notFound('receipt', query.key);
    return {
      status: 0,
      statusName: 'ERROR_SUCCESS',
      operation,
      position: String(last.position),
      events: events.map(({ event, ...place }) => toRefBody({ ...place, type: event.type })),
    };
  }

  @Get('parked')
  @Reads('listParked', 'Events that a projection could not take')
  parked(@Ctx() context: RequestContext): List<object> {
    const items = this.cluster.reads.parked
      .list()
      .map((parked) => ({ ...parked, position: String(parked.position) }));
    return withNext(items, undefined, context.reply);
  }

  @Post('parked/:id/retry')
  @HttpCode(200)
  @Reads('retryParked', 'Builds the read model anew, the parked event among it')
  retry(@Param('id') id: string, @Ctx() { caller }: RequestContext): Promise<object> {
    return this.bus.execute(new RetryParkedEvent(caller, { id }));
  }
}

type HazardsOf = (operation: Operation) => readonly Hazard[];

/** The hazards of all groups that an operation is about; looked up once for each. */
const hazardsIn = (moment: Moment): HazardsOf => {
  const known = new Map<string, readonly Hazard[]>();
  let clusterState: ClusterView | undefined;
  const of = (group: string): readonly Hazard[] => {
    clusterState ??= moment.clusterState;
    const found = known.get(group) ?? groupHazards(clusterState, group as GroupId);
    known.set(group, found);
    return found;
  };
  return ({ groups }) => groups.flatMap(of);
};

const filterOf = (query: EventsQuery, moment: Moment): EventFilter => {
  const { position } = moment;
  const { stream, type, checkpoint, key, actor, operation, rule } = query;
  const plain = Object.fromEntries(
    Object.entries({ stream, type, checkpoint, key, actor, operation, rule }).filter(
      ([, value]) => value !== undefined,
    ),
  );
  const to = upTo(query.to, position);
  return {
    ...plain,
    to,
    ...(query.from !== undefined && { from: parsePosition(query.from, '/from') }),
    ...(query.node !== undefined && { node: resolveNode(moment, query.node) }),
    ...(query.group !== undefined && { group: resolveGroup(moment, query.group) }),
    ...(query.resource !== undefined && { resource: resolveResource(moment, query.resource) }),
  };
};
