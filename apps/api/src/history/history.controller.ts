import { Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';

import {
  GetOperation,
  GetReceipt,
  ListEvents,
  ListOperations,
  RetryParkedEvent,
  RunningCluster,
} from '#application';

import { Reads } from '../http/answer/answers.js';
import { toRefBody, type List } from '../http/answer/reply.js';
import { asOf, AsOfQuery, noteIn } from '../http/request/as-of.js';
import { PageQuery, withNext } from '../http/request/paging.js';
import { Ctx, type RequestContext } from '../http/request/request.js';
import { eventShape, reportShape } from './history-shapes.js';
import { EventsQuery, ReceiptQuery } from './history.bodies.js';

@ApiTags('history')
@Controller('v1')
export class HistoryController {
  constructor(
    private readonly cluster: RunningCluster,
    private readonly commands: CommandBus,
    private readonly queries: QueryBus,
  ) {}

  @Get('events')
  @Reads('listEvents', 'Lists the events of the history')
  async events(@Query() query: EventsQuery, @Ctx() context: RequestContext): Promise<List<object>> {
    const list = new ListEvents(asOf(query, context), selectionOf(query));
    const { moment, items, next } = await this.queries.execute(list);
    noteIn(context.reply, moment);
    const shapes = items.map(({ event, isSetBack }) => eventShape(event, isSetBack));
    return withNext(shapes, next, context.reply);
  }

  @Get('operations')
  @Reads('listOperations', 'Lists operations, newest first')
  async operations(
    @Query() query: PageQuery,
    @Ctx() context: RequestContext,
  ): Promise<List<object>> {
    const { limit, cursor } = query;
    const list = new ListOperations(asOf(query, context), { limit, cursor });
    const { moment, items, next } = await this.queries.execute(list);
    noteIn(context.reply, moment);
    const shapes = items.map((report) => reportShape(this.cluster.reads, report));
    return withNext(shapes, next, context.reply);
  }

  @Get('operations/:id')
  @Reads('getOperation', 'Returns an operation with its steps')
  async operation(
    @Param('id') id: string,
    @Query() query: AsOfQuery,
    @Ctx() context: RequestContext,
  ): Promise<object> {
    const get = new GetOperation(asOf(query, context), { id });
    const { moment, report } = await this.queries.execute(get);
    noteIn(context.reply, moment);
    return reportShape(this.cluster.reads, report);
  }

  @Get('receipts')
  @Reads(
    'getReceipt',
    "Returns the events that the actor's request under an Idempotency-Key has written so far",
  )
  async receipt(@Query() query: ReceiptQuery, @Ctx() context: RequestContext): Promise<object> {
    const { actor } = context.caller;
    const get = new GetReceipt(asOf(query, context), { actor, key: query.key });
    const { moment, operation, events } = await this.queries.execute(get);
    noteIn(context.reply, moment);
    return {
      status: 0,
      statusName: 'ERROR_SUCCESS',
      operation,
      position: String(events.at(-1)?.position),
      events: events.map(({ event, ...place }) => toRefBody({ ...place, type: event.type })),
    };
  }

  @Get('parked')
  @Reads('listParked', 'Lists events that a projection could not take')
  parked(@Ctx() context: RequestContext): List<object> {
    const items = this.cluster.reads.parked
      .list()
      .map((parked) => ({ ...parked, position: String(parked.position) }));
    return withNext(items, undefined, context.reply);
  }

  @Post('parked/:id/retry')
  @HttpCode(200)
  @Reads('retryParked', 'Retries a parked event by rebuilding the read model')
  retry(@Param('id') id: string, @Ctx() { caller }: RequestContext): Promise<object> {
    return this.commands.execute(new RetryParkedEvent(caller, { id }));
  }
}

const selectionOf = (query: EventsQuery): ListEvents['input'] => {
  const { stream, type, node, group, resource, checkpoint, key, actor } = query;
  const { operation, rule, from, to, limit, order, cursor } = query;
  return {
    ...{ stream, type, node, group, resource, checkpoint, key, actor },
    ...{ operation, rule, from, to, limit, order, cursor },
  };
};
