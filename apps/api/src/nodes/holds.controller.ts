import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';

import { heldBy, resolveNode, RunningCluster } from '#application';

import { Lists } from '../http/answer/answers.js';
import { type List } from '../http/answer/reply.js';
import { clusterStateOf } from '../http/request/as-of.js';
import { pageOf, pagingOf, PageQuery } from '../http/request/paging.js';
import { Ctx, type RequestContext } from '../http/request/request.js';
import { HOLD } from '../registry/registry-schemas.js';

/** The subtrees of a node's registry that programs hold open, so that they can't be restored. */
@ApiTags('registry')
@Controller('v1/nodes/:node/registry/holds')
export class HoldsController {
  constructor(private readonly cluster: RunningCluster) {}

  @Get()
  @Lists('listHolds', 'Lists the subtrees that are held open', HOLD)
  async list(
    @Param('node') nameOrId: string,
    @Query() query: PageQuery,
    @Ctx() context: RequestContext,
  ): Promise<List<object>> {
    const paging = pagingOf(this.cluster, query, context);
    const clusterState = await clusterStateOf(this.cluster, paging.asOf, paging.context);
    const { holds } = heldBy(clusterState, resolveNode(clusterState, nameOrId));
    return pageOf([...holds.values()], paging, ({ key }) => key);
  }
}
