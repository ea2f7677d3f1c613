import { Controller, Get, Query } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';

import { GetDrift, RunningCluster } from '#application';

import { ReadsWith, Refuses } from '../http/answer/answers.js';
import { LINK } from '../http/answer/headers.js';
import { noteIn } from '../http/request/as-of.js';
import { pagingOf } from '../http/request/paging.js';
import { Ctx, type RequestContext } from '../http/request/request.js';
import { momentShape } from '../questions/moment-shape.js';
import { Writers } from '../registry/writers.js';
import { DRIFT } from './drift-schemas.js';
import { driftItemShape } from './drift-shape.js';
import { DriftQuery } from './drift.bodies.js';

/** How the nodes stand to the stored copies. */
@ApiTags('questions')
@Controller('v1/drift')
export class DriftController {
  constructor(
    private readonly cluster: RunningCluster,
    private readonly queries: QueryBus,
  ) {}

  @Get()
  @ReadsWith(
    [
      'drift',
      'Says how each node stands to each stored copy, and what the next online there would lose',
    ],
    DRIFT,
    { headers: LINK },
  )
  @Refuses(404)
  async drift(@Query() query: DriftQuery, @Ctx() context: RequestContext): Promise<object> {
    const { asOf, limit, after, list } = pagingOf(this.cluster, query, context);
    const { node, resource, checkpoint } = query;
    const get = new GetDrift(asOf, { node, resource, checkpoint, limit, after });
    const { moment, view, items, next } = await this.queries.execute(get);
    noteIn(context.reply, moment);
    const { reads } = this.cluster;
    const sources = { names: view, writers: new Writers(reads, view) };
    const shapes = items.map((item) => driftItemShape(sources, item));
    return { moment: momentShape(reads, moment), ...list(shapes, next) };
  }
}
