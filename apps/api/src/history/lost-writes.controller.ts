import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';

import {
  type Moment,
  parsePosition,
  resolveNode,
  resolveResource,
  RunningCluster,
} from '#application';
import { isLostValueCursor, type LostWrite, type LostWriteFilter, type Total } from '#read-models';

import { Reads } from '../http/answer/answers.js';
import { AsOfQuery, momentOf } from '../http/request/as-of.js';
import { badRequest, notFound } from '../http/answer/http-problem.js';
import { given } from '../http/request/optional.js';
import { PageQuery, withNext } from '../http/request/paging.js';
import { type List } from '../http/answer/reply.js';
import { Ctx, type RequestContext } from '../http/request/request.js';
import { LostWritesQuery } from './history.bodies.js';
import { lostValueShape, lostWriteShape } from './lost-write-shapes.js';
import { upTo } from './up-to.js';

@ApiTags('history')
@Controller('v1/lost-writes')
export class LostWritesController {
  constructor(private readonly cluster: RunningCluster) {}

  @Get()
  @Reads('listLostWrites', 'What restores have overwritten, newest first')
  async list(
    @Query() query: LostWritesQuery,
    @Ctx() context: RequestContext,
  ): Promise<List<object> & { totals: Total }> {
    const moment = await momentOf(this.cluster, query, context);
    const { reads } = this.cluster;
    const filter = filterOf(query, moment);
    const { items, isLast } = reads.lostWrites.page(filter, query.limit, this.after(query));
    const shapes = items.map((lost) => lostWriteShape({ reads, clusterState: moment }, lost));
    const next = isLast ? undefined : items.at(-1)?.id;
    return { ...withNext(shapes, next, context.reply), totals: reads.lostWrites.total(filter) };
  }

  @Get(':id')
  @Reads('getLostWrite', 'A lost write')
  async get(
    @Param('id') id: string,
    @Query() query: AsOfQuery,
    @Ctx() context: RequestContext,
  ): Promise<object> {
    const moment = await momentOf(this.cluster, query, context);
    return lostWriteShape(
      { reads: this.cluster.reads, clusterState: moment },
      this.find(id, moment),
    );
  }

  @Get(':id/values')
  @Reads('listLostValues', 'The values of a lost write, and its keys without values')
  async values(
    @Param('id') id: string,
    @Query() query: PageQuery,
    @Ctx() context: RequestContext,
  ): Promise<List<object>> {
    const moment = await momentOf(this.cluster, query, context);
    const { reads } = this.cluster;
    const lost = this.find(id, moment);
    const { cursor, limit } = query;
    if (cursor !== undefined && !isLostValueCursor(cursor))
      throw badRequest('/cursor', `"${cursor}" is no cursor of this list`);
    const { items, isLast } = reads.ledger.values.page(lost, limit, cursor);
    const next = isLast ? undefined : items.at(-1)?.cursor;
    const shapes = items.map((value) => lostValueShape(reads, value));
    return withNext(shapes, next, context.reply);
  }

  /** @throws HttpProblem 404 for one that was not lost by then */
  private find(id: string, { position }: Moment): LostWrite {
    const lost = this.cluster.reads.lostWrites.get(id);
    if (lost === undefined || lost.overwritten > position) throw notFound('lost write', id);
    return lost;
  }

  /** @throws HttpProblem 400 for a cursor that is no lost write */
  private after({ cursor }: LostWritesQuery): string | undefined {
    if (cursor !== undefined && this.cluster.reads.lostWrites.get(cursor) === undefined)
      throw badRequest('/cursor', `"${cursor}" is none of this list`);
    return cursor;
  }
}

const filterOf = (query: LostWritesQuery, moment: Moment): LostWriteFilter => {
  const { checkpoint, rule, operation, actor, key, node, resource, from, to } = query;
  return {
    ...given({ checkpoint, rule, operation, actor, key }),
    ...(node !== undefined && { node: resolveNode(moment, node) }),
    ...(resource !== undefined && { resource: resolveResource(moment, resource) }),
    ...(from !== undefined && { from: parsePosition(from, '/from') }),
    to: upTo(to, moment.position),
  };
};
