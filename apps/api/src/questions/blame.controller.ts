import { Controller, Get, Query } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';

import { BlameValues, RunningCluster } from '#application';

import { pageOf, ReadsWith, Refuses } from '../http/answer/answers.js';
import { LINK } from '../http/answer/headers.js';
import { noteIn } from '../http/request/as-of.js';
import { pagingOf } from '../http/request/paging.js';
import { Ctx, type RequestContext } from '../http/request/request.js';
import { object } from '../http/schema/schema.js';
import { depthOf } from '../registry/registry-answer.js';
import { Writers } from '../registry/writers.js';
import { BlameQuery } from './blame.bodies.js';
import { BLAMED_VALUE } from './blame-schemas.js';
import { placeOf, placeText } from './place-cursor.js';
import { blamedShape } from './blame-shapes.js';
import { MOMENT, momentShape } from './moment-shape.js';

@ApiTags('questions')
@Controller('v1/blame')
export class BlameController {
  constructor(
    private readonly cluster: RunningCluster,
    private readonly queries: QueryBus,
  ) {}

  @Get()
  @ReadsWith(
    [
      'blame',
      'Says how each value at and below a key came to its place, back to the edit that first wrote it',
    ],
    object({ moment: MOMENT, ...pageOf(BLAMED_VALUE) }),
    { headers: LINK },
  )
  @Refuses(404, 422)
  async blame(@Query() query: BlameQuery, @Ctx() context: RequestContext): Promise<object> {
    const { node, key, view, name } = query;
    const { asOf, limit, after, list } = pagingOf(this.cluster, query, context);
    const last = placeOf(after);
    const blame = new BlameValues(asOf, {
      ...{ node, key, view, name, limit },
      depth: depthOf(query),
      after: last && { path: last.key, name: last.name ?? '' },
    });
    const { moment, items, next } = await this.queries.execute(blame);
    noteIn(context.reply, moment);
    const sources = { writers: new Writers(this.cluster.reads, moment), names: moment };
    const shapes = items.map((value) => blamedShape(sources, value));
    const page = list(shapes, placeText(next && { key: next.path, name: next.name }));
    return { moment: momentShape(this.cluster.reads, moment), ...page };
  }
}
