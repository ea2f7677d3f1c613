import { Controller, Get, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';

import { countDrift, driftMoment, RunningCluster } from '#application';

import { Reads } from '../http/answer/answers.js';
import { asOf, AsOfQuery, noteIn } from '../http/request/as-of.js';
import { Ctx, type RequestContext } from '../http/request/request.js';
import { momentShape } from '../questions/moment-shape.js';
import { OVERVIEW, type OverviewShape } from './overview-schemas.js';
import { overviewShape } from './overview-shape.js';

/** The most checkpoints times nodes whose drift one answer counts, now and in the past. */
const [MAX_PAIRS, MAX_PAST_PAIRS] = [20_000, 2000];

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
    const { moment, trees } = await driftMoment(this.cluster, asOf(query, context));
    noteIn(context.reply, moment);
    const most = query.at === undefined ? MAX_PAIRS : MAX_PAST_PAIRS;
    const tally = await countDrift(this.cluster, trees, { most });
    return {
      moment: momentShape(this.cluster.reads, moment),
      ...overviewShape(trees.view, tally),
    };
  }
}
