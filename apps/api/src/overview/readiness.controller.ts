import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';

import { driftMoment, listedGroup, nameOf, RunningCluster } from '#application';

import { Reads } from '../http/answer/answers.js';
import { asOf, AsOfQuery, noteIn } from '../http/request/as-of.js';
import { Ctx, type RequestContext } from '../http/request/request.js';
import { momentShape } from '../questions/moment-shape.js';
import { GROUP_READINESS, type GroupReadinessShape } from './readiness-schemas.js';
import { readinessShapes } from './readiness-shape.js';

/** The nodes that could take a group, and what the group would lack there. */
@ApiTags('groups')
@Controller('v1/groups/:group/readiness')
export class ReadinessController {
  constructor(private readonly cluster: RunningCluster) {}

  @Get()
  @Reads(
    'groupReadiness',
    'Says for each node if it could take a group, and what the group would lack there',
    GROUP_READINESS,
  )
  async readiness(
    @Param('group') nameOrId: string,
    @Query() query: AsOfQuery,
    @Ctx() context: RequestContext,
  ): Promise<GroupReadinessShape> {
    const { moment, trees } = await driftMoment(this.cluster, asOf(query, context));
    const { view: state } = trees;
    noteIn(context.reply, moment);
    const group = listedGroup(state, nameOrId);
    return {
      moment: momentShape(this.cluster.reads, moment),
      group: nameOf(state, 'groups', group) ?? group,
      nodes: await readinessShapes(this.cluster, trees, group),
    };
  }
}
