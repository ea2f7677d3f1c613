import { Controller, Get, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';

import { requireFormed, RunningCluster } from '#application';

import { ReadsThing, Refuses } from '../http/answer/answers.js';
import { AsOfQuery, clusterStateOf } from '../http/request/as-of.js';
import { Ctx, type RequestContext } from '../http/request/request.js';
import { clusterShape } from '../shapes/cluster-shape.js';
import { CLUSTER } from './cluster-schemas.js';

@ApiTags('cluster')
@Controller('v1/cluster')
export class ClusterController {
  constructor(private readonly cluster: RunningCluster) {}

  @Get()
  @ReadsThing('getCluster', 'Returns the name, the policies and the server state', CLUSTER)
  @Refuses(404)
  async get(@Query() query: AsOfQuery, @Ctx() context: RequestContext): Promise<object> {
    const clusterState = await clusterStateOf(this.cluster, query, context);
    const formed = requireFormed(clusterState.cluster);
    context.reply.etag = formed.configuredAt;
    return clusterShape(formed);
  }
}
