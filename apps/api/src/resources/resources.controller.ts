import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';

import { listedResource, listedResources, RunningCluster } from '#application';

import { Lists, ReadsThing } from '../http/answer/answers.js';
import { type List } from '../http/answer/reply.js';
import { AsOfQuery, datedStateOf } from '../http/request/as-of.js';
import { pageOf, pagingOf, PageQuery } from '../http/request/paging.js';
import { Ctx, type RequestContext } from '../http/request/request.js';
import { resourceShape, shapeOf } from '../shapes/shapes.js';
import { RESOURCE } from '../shapes/thing-schemas.js';

@ApiTags('resources')
@Controller('v1/resources')
export class ResourcesController {
  constructor(private readonly cluster: RunningCluster) {}

  @Get()
  @Lists('listResources', 'Lists the resources in the order of their creation', RESOURCE)
  async list(@Query() query: PageQuery, @Ctx() context: RequestContext): Promise<List<object>> {
    const paging = pagingOf(this.cluster, query, context);
    const { clusterState, now } = await datedStateOf(this.cluster, paging.asOf, paging.context);
    const entries = listedResources(clusterState);
    const resources = entries.map((entry) => resourceShape(clusterState, entry, now));
    return pageOf(resources, paging, ({ id }) => id);
  }

  @Get(':resource')
  @ReadsThing('getResource', 'Returns a resource', RESOURCE)
  async get(
    @Param('resource') nameOrId: string,
    @Query() query: AsOfQuery,
    @Ctx() context: RequestContext,
  ): Promise<object> {
    const { clusterState, now } = await datedStateOf(this.cluster, query, context);
    const resource = listedResource(clusterState, nameOrId);
    const state = clusterState.openResource(resource);
    if (state !== undefined) context.reply.etag = state.configuredAt;
    return shapeOf(clusterState, { resource }, now);
  }
}
