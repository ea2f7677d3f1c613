import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';

import { directoryOf, resolveNode, RunningCluster } from '#application';

import { Lists, Reads } from '../http/answer/answers.js';
import { type List } from '../http/answer/reply.js';
import { AsOfQuery, clusterStateOf } from '../http/request/as-of.js';
import { pageOf, pagingOf, PageQuery } from '../http/request/paging.js';
import { Ctx, type RequestContext } from '../http/request/request.js';
import { openingGroups } from '../shapes/members.js';
import { nodeShape, shapeOf } from '../shapes/shapes.js';
import { NODE } from '../shapes/thing-schemas.js';

@ApiTags('nodes')
@Controller('v1/nodes')
export class NodesController {
  constructor(private readonly cluster: RunningCluster) {}

  @Get()
  @Lists('listNodes', 'Lists the nodes in the order of their creation', NODE)
  async list(@Query() query: PageQuery, @Ctx() context: RequestContext): Promise<List<object>> {
    const paging = pagingOf(this.cluster, query, context);
    const clusterState = await clusterStateOf(this.cluster, paging.asOf, paging.context);
    const opening = openingGroups(clusterState);
    const nodes = [...directoryOf(clusterState).nodes.values()].map((entry) =>
      nodeShape(clusterState, entry, opening),
    );
    return pageOf(nodes, paging, ({ id }) => id);
  }

  @Get(':node')
  @Reads('getNode', 'Returns a node', NODE)
  async get(
    @Param('node') node: string,
    @Query() query: AsOfQuery,
    @Ctx() context: RequestContext,
  ): Promise<object> {
    const clusterState = await clusterStateOf(this.cluster, query, context);
    return shapeOf(clusterState, { node: resolveNode(clusterState, node) }, this.cluster.now);
  }
}
