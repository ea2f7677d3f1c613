import { Controller, Get, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';

import { directoryOf, RunningCluster } from '#application';

import { Lists } from '../http/answer/answers.js';
import { type List } from '../http/answer/reply.js';
import { clusterStateOf } from '../http/request/as-of.js';
import { pageOf, pagingOf, PageQuery } from '../http/request/paging.js';
import { Ctx, type RequestContext } from '../http/request/request.js';
import { RESOURCE_TYPE } from '../cluster/cluster-schemas.js';

@ApiTags('control codes')
@Controller('v1/resource-types')
export class ResourceTypesController {
  constructor(private readonly cluster: RunningCluster) {}

  @Get()
  @Lists('listResourceTypes', 'Lists the resource types', RESOURCE_TYPE)
  async types(@Query() query: PageQuery, @Ctx() context: RequestContext): Promise<List<object>> {
    const paging = pagingOf(this.cluster, query, context);
    const clusterState = await clusterStateOf(this.cluster, paging.asOf, paging.context);
    const types = [...directoryOf(clusterState).types.values()].map((name) => ({ id: name, name }));
    return pageOf(types, paging, ({ id }) => id);
  }
}
