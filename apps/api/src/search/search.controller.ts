import { Controller, Get, Query } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';

import { RunningCluster, SearchValues } from '#application';

import { pageOf, ReadsWith, Refuses } from '../http/answer/answers.js';
import { LINK } from '../http/answer/headers.js';
import { noteIn } from '../http/request/as-of.js';
import { pagingOf } from '../http/request/paging.js';
import { Ctx, type RequestContext } from '../http/request/request.js';
import { object } from '../http/schema/schema.js';
import { MOMENT, momentShape } from '../questions/moment-shape.js';
import { Writers } from '../registry/writers.js';
import { FOUND_VERSION } from './search-schemas.js';
import { foundVersionShape } from './search-shape.js';
import { SearchQuery } from './search.bodies.js';

@ApiTags('questions')
@Controller('v1')
export class SearchController {
  constructor(
    private readonly cluster: RunningCluster,
    private readonly queries: QueryBus,
  ) {}

  @Get('search')
  @ReadsWith(
    ['search', 'Finds versions of values by their content, newest first'],
    object({ moment: MOMENT, ...pageOf(FOUND_VERSION) }),
    { headers: LINK },
  )
  @Refuses(404)
  async search(@Query() query: SearchQuery, @Ctx() context: RequestContext): Promise<object> {
    const { asOf, limit, after: cursor, list } = pagingOf(this.cluster, query, context);
    const { text, type, node, from, to } = query;
    const find = new SearchValues(asOf, { text, type, node, from, to, limit, cursor });
    const { moment, items, next } = await this.queries.execute(find);
    noteIn(context.reply, moment);
    const writers = new Writers(this.cluster.reads, moment);
    const shapes = items.map((item) => foundVersionShape(writers, moment, item));
    return { moment: momentShape(this.cluster.reads, moment), ...list(shapes, next) };
  }
}
