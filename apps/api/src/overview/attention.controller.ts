import { Controller, Get, Query } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiTags, IntersectionType, PickType } from '@nestjs/swagger';

import { GetAttention, RunningCluster, type AttentionItem } from '#application';

import { ReadsWith } from '../http/answer/answers.js';
import { LINK } from '../http/answer/headers.js';
import { AsOfQuery, noteIn } from '../http/request/as-of.js';
import { LimitQuery, pagingOf } from '../http/request/paging.js';
import { Ctx, type RequestContext } from '../http/request/request.js';
import { momentShape } from '../questions/moment-shape.js';
import { ATTENTION, type AttentionItemShape } from './attention-schemas.js';

/** Without `at`: what needs somebody is a question about now. */
class AttentionQuery extends IntersectionType(
  LimitQuery,
  PickType(AsOfQuery, ['consistency'] as const),
) {}

/** The things that need an operator now. */
@ApiTags('questions')
@Controller('v1/attention')
export class AttentionController {
  constructor(
    private readonly cluster: RunningCluster,
    private readonly queries: QueryBus,
  ) {}

  @Get()
  @ReadsWith(
    ['attention', 'Lists what needs an operator now, each with the request that mends it'],
    ATTENTION,
    { headers: LINK },
  )
  async attention(@Query() query: AttentionQuery, @Ctx() context: RequestContext): Promise<object> {
    const { asOf, limit, after, list } = pagingOf(this.cluster, query, context);
    const { consistency, after: reached } = asOf;
    const get = new GetAttention({ consistency, after: reached }, { limit, after });
    const { moment, items, next, unchecked } = await this.queries.execute(get);
    noteIn(context.reply, moment);
    const page = list(items.map(itemShape), next);
    return {
      moment: momentShape(this.cluster.reads, moment),
      ...page,
      ...(unchecked.length > 0 && { unchecked }),
    };
  }
}

const itemShape = ({ since, due, ...item }: AttentionItem): AttentionItemShape => ({
  ...item,
  since:
    since === undefined
      ? null
      : { position: since.position, recordedAt: new Date(since.recordedAt).toISOString() },
  ...(due !== undefined && { due: new Date(due).toISOString() }),
});
