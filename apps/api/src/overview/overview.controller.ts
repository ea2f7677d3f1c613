import { Controller, Get, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';

import { RunningCluster, stateOf } from '#application';

import { Reads } from '../http/answer/answers.js';
import { asOf, AsOfQuery, noteIn } from '../http/request/as-of.js';
import { Ctx, type RequestContext } from '../http/request/request.js';
import { momentShape } from '../questions/moment-shape.js';
import { OVERVIEW, type OverviewShape } from './overview-schemas.js';
import { overviewShape } from './overview-shape.js';

/** The whole cluster in one answer. */
@ApiTags('questions')
@Controller('v1/overview')
export class OverviewController {
  constructor(private readonly cluster: RunningCluster) {}

  @Get()
  @Reads(
    'overview',
    'Shows all nodes, groups and resources at a moment, with their states, owners and hazards',
    OVERVIEW,
  )
  async overview(
    @Query() query: AsOfQuery,
    @Ctx() context: RequestContext,
  ): Promise<OverviewShape> {
    const { state, ...moment } = await stateOf(this.cluster, asOf(query, context));
    noteIn(context.reply, moment);
    return { moment: momentShape(this.cluster.reads, moment), ...overviewShape(state) };
  }
}
