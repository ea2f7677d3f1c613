import { Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';

import { GetReceipt, ListEvents, RetryParkedEvent, RunningCluster } from '#application';

import { ListsBothWays, ListsPresent, Reads, Refuses, Works } from '../http/answer/answers.js';
import { badRequest } from '../http/answer/http-problem.js';
import { toRefBody, type List, type ListBothWays } from '../http/answer/reply.js';
import { asOf, noteIn } from '../http/request/as-of.js';
import { LimitQuery, pageOf, pagingOf } from '../http/request/paging.js';
import { Ctx, type RequestContext } from '../http/request/request.js';
import { eventShape } from './history-shapes.js';
import { selectionOf } from './event-selection.js';
import { EventsQuery, ReceiptQuery } from './history.bodies.js';
import { RECEIPT } from '../http/answer/receipt-schema.js';
import { EVENT } from './events/event-schema.js';
import { PARKED, RETRIED } from './history-schemas.js';

@ApiTags('history')
@Controller('v1')
export class HistoryController {
  constructor(
    private readonly cluster: RunningCluster,
    private readonly commands: CommandBus,
    private readonly queries: QueryBus,
  ) {}

  @Get('events')
  @ListsBothWays('listEvents', 'Lists the events of the history', EVENT)
  @Refuses(404, 422)
  async events(
    @Query() query: EventsQuery,
    @Ctx() context: RequestContext,
  ): Promise<List<object> | ListBothWays<object>> {
    const { asOf, limit, after, list, listBothWays } = pagingOf(this.cluster, query, context);
    const { order, around } = query;
    const paged = { limit, order, around, cursor: after };
    const events = new ListEvents(asOf, { ...selectionOf(query), ...paged });
    const { moment, items, ...places } = await this.queries.execute(events);
    noteIn(context.reply, moment);
    const shapes = items.map(({ event, isSetBack }) => eventShape(event, isSetBack));
    return around === undefined ? list(shapes, places.next) : listBothWays(shapes, places);
  }

  @Get('receipts')
  @Reads(
    'getReceipt',
    "Returns the events that a request has written so far: the actor's request under an Idempotency-Key, or that of an operation",
    RECEIPT,
  )
  @Refuses(404)
  async receipt(@Query() query: ReceiptQuery, @Ctx() context: RequestContext): Promise<object> {
    const get = new GetReceipt(asOf(query, context), receiptIn(query, context));
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
  @ListsPresent('listParked', 'Lists events that a projection could not take', PARKED)
  parked(@Query() query: LimitQuery, @Ctx() context: RequestContext): List<object> {
    const items = this.cluster.reads.parked
      .list()
      .map((parked) => ({ ...parked, position: String(parked.position) }));
    return pageOf(items, pagingOf(this.cluster, query, context), ({ id }) => id);
  }

  @Post('parked/:id/retry')
  @HttpCode(200)
  @Works('retryParked', 'Retries a parked event by rebuilding the read model', RETRIED)
  retry(@Param('id') id: string, @Ctx() { caller }: RequestContext): Promise<object> {
    return this.commands.execute(new RetryParkedEvent(caller, { id }));
  }
}

/**
 * @throws HttpProblem 400 unless exactly one of key and operation is given
 */
const receiptIn = (
  { key, operation }: ReceiptQuery,
  { caller: { actor } }: RequestContext,
): GetReceipt['input'] => {
  if (key !== undefined && operation === undefined) return { actor, key };
  if (key === undefined && operation !== undefined) return { operation };
  throw badRequest('/key', 'one of key and operation is needed, and not both');
};
