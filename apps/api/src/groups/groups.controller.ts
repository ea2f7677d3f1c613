import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';

import { listedGroup, listedGroups, RunningCluster } from '#application';

import { Lists, ReadsThing } from '../http/answer/answers.js';
import { type List } from '../http/answer/reply.js';
import { AsOfQuery, datedStateOf } from '../http/request/as-of.js';
import { pageOf, pagingOf, PageQuery } from '../http/request/paging.js';
import { Ctx, type RequestContext } from '../http/request/request.js';
import { groupShape, shapeOf } from '../shapes/shapes.js';
import { GROUP } from '../shapes/thing-schemas.js';

@ApiTags('groups')
@Controller('v1/groups')
export class GroupsController {
  constructor(private readonly cluster: RunningCluster) {}

  @Get()
  @Lists('listGroups', 'Lists the groups in the order of their creation', GROUP)
  async list(@Query() query: PageQuery, @Ctx() context: RequestContext): Promise<List<object>> {
    const paging = pagingOf(this.cluster, query, context);
    const { clusterState, now } = await datedStateOf(this.cluster, paging.asOf, paging.context);
    const groups = listedGroups(clusterState).map((entry) => groupShape(clusterState, entry, now));
    return pageOf(groups, paging, ({ id }) => id);
  }

  @Get(':group')
  @ReadsThing('getGroup', 'Returns a group', GROUP)
  async get(
    @Param('group') nameOrId: string,
    @Query() query: AsOfQuery,
    @Ctx() context: RequestContext,
  ): Promise<object> {
    const { clusterState, now } = await datedStateOf(this.cluster, query, context);
    const group = listedGroup(clusterState, nameOrId);
    const state = clusterState.openGroup(group);
    if (state !== undefined) context.reply.etag = state.configuredAt;
    return shapeOf(clusterState, { group }, now);
  }
}
