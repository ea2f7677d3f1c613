import { Controller, Get, Query } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';

import { GetTimeline, RunningCluster } from '#application';

import { Reads, Refuses } from '../http/answer/answers.js';
import { asOf, noteIn } from '../http/request/as-of.js';
import { Ctx, type RequestContext } from '../http/request/request.js';
import { TIMELINE } from './timeline-schemas.js';
import { timelineShape } from './timeline-shape.js';
import { TimelineQuery } from './timeline.bodies.js';

@ApiTags('questions')
@Controller('v1')
export class TimelineController {
  constructor(
    private readonly cluster: RunningCluster,
    private readonly queries: QueryBus,
  ) {}

  @Get('timeline')
  @Refuses(404)
  @Reads(
    'timeline',
    'Tells the states, operations and events of nodes or groups over a time',
    TIMELINE,
  )
  async timeline(@Query() query: TimelineQuery, @Ctx() context: RequestContext): Promise<object> {
    const { from, to, buckets, lanes, marks } = query;
    const get = new GetTimeline(asOf(query, context), { from, to, buckets, lanes, marks });
    const answer = await this.queries.execute(get);
    noteIn(context.reply, answer.moment);
    return timelineShape(this.cluster.reads, answer);
  }
}
