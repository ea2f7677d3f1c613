import { Controller, Get, Param, Query } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';

import {
  GetLostWrite,
  ListLostValues,
  ListLostWrites,
  LongTurns,
  nameOf,
  RunningCluster,
  SummariseLostWrites,
  type Moment,
} from '#application';
import { type Total } from '#read-models';

import { Lists, pageOf, Reads, ReadsWith, Refuses } from '../http/answer/answers.js';
import { type List } from '../http/answer/reply.js';
import { asOf, AsOfQuery, noteIn } from '../http/request/as-of.js';
import { pagingOf, PageQuery } from '../http/request/paging.js';
import { Ctx, type RequestContext } from '../http/request/request.js';
import { momentShape } from '../questions/moment-shape.js';
import { LostSummaryQuery, LostWritesQuery } from './lost-writes.bodies.js';
import { lostValueShape, lostWriteShape, type ShapeSources } from './lost-write-shapes.js';
import { Writers } from '../registry/writers.js';
import { LINK } from '../http/answer/headers.js';
import { object } from '../http/schema/schema.js';
import {
  LOST_SUMMARY,
  LOST_VALUE,
  LOST_WRITE,
  TOTAL,
  type LostSummaryShape,
  type LostWriteShape,
} from './lost-write-schemas.js';

@ApiTags('history')
@Controller('v1/lost-writes')
export class LostWritesController {
  constructor(
    private readonly cluster: RunningCluster,
    private readonly queries: QueryBus,
  ) {}

  @Get()
  @ReadsWith(
    ['listLostWrites', 'Lists edits that restores have overwritten, newest first'],
    object({ ...pageOf(LOST_WRITE), totals: TOTAL }),
    { headers: LINK },
  )
  @Refuses(404, 422)
  async list(
    @Query() query: LostWritesQuery,
    @Ctx() context: RequestContext,
  ): Promise<List<object> & { totals: Total }> {
    const { node, resource, checkpoint, rule, operation, actor, key, view, from, to, state } =
      query;
    const { asOf, limit, after, list } = pagingOf(this.cluster, query, context);
    const losses = new ListLostWrites(asOf, {
      ...{ node, resource, checkpoint, rule, operation, actor, key, view, from, to },
      ...{ state, limit, cursor: after },
    });
    const { moment, items, next, totals } = await this.queries.execute(losses);
    noteIn(context.reply, moment);
    const place = this.sources(moment);
    const turns = new LongTurns(this.cluster);
    const shapes: LostWriteShape[] = [];
    for (const lost of items) {
      shapes.push(lostWriteShape(place, lost));
      await turns.pause();
    }
    return { ...list(shapes, next), totals };
  }

  @Get('summary')
  @Reads('summariseLostWrites', 'Counts lost writes by a property', LOST_SUMMARY)
  @Refuses(404, 422)
  async summary(
    @Query() query: LostSummaryQuery,
    @Ctx() context: RequestContext,
  ): Promise<LostSummaryShape> {
    const { node, resource, checkpoint, rule, operation, actor, key, view, from, to, state, by } =
      query;
    const summarise = new SummariseLostWrites(asOf(query, context), {
      ...{ node, resource, checkpoint, rule, operation, actor, key, view, from, to, state, by },
    });
    const { moment, groups, totals, more } = await this.queries.execute(summarise);
    noteIn(context.reply, moment);
    const items = groups.map(({ value, total }) => ({ ...namedIn(moment, by, value), ...total }));
    return { moment: momentShape(this.cluster.reads, moment), by, items, totals, more };
  }

  @Get(':id')
  @Reads('getLostWrite', 'Returns a lost write', LOST_WRITE)
  async get(
    @Param('id') id: string,
    @Query() query: AsOfQuery,
    @Ctx() context: RequestContext,
  ): Promise<object> {
    const get = new GetLostWrite(asOf(query, context), { id });
    const { moment, lost } = await this.queries.execute(get);
    noteIn(context.reply, moment);
    return lostWriteShape(this.sources(moment), lost);
  }

  @Get(':id/values')
  @Lists(
    'listLostValues',
    'Lists the values of a lost write, and its keys without values',
    LOST_VALUE,
  )
  async values(
    @Param('id') id: string,
    @Query() query: PageQuery,
    @Ctx() context: RequestContext,
  ): Promise<List<object>> {
    const { asOf, limit, after, list } = pagingOf(this.cluster, query, context);
    const values = new ListLostValues(asOf, { id, limit, cursor: after });
    const { moment, lost, items, next } = await this.queries.execute(values);
    noteIn(context.reply, moment);
    const sources = this.sources(moment);
    const shapes = items.map((value) => lostValueShape(sources, lost, value));
    return list(shapes, next);
  }

  private sources(moment: Moment): ShapeSources {
    const { reads } = this.cluster;
    const writers = new Writers(reads, moment);
    return { reads, clusterState: moment, writers, to: moment.position };
  }
}

/** A thing with its name and id, or a text. */
const namedIn = (
  moment: Moment,
  by: LostSummaryShape['by'],
  value: string,
): Pick<LostSummaryShape['items'][number], 'value' | 'id'> => {
  if (by !== 'node' && by !== 'resource') return { value, id: null };
  return {
    value: nameOf(moment, by === 'node' ? 'nodes' : 'resources', value) ?? value,
    id: value,
  };
};
