import { Controller, Get, Query } from '@nestjs/common';
import { ApiPropertyOptional, ApiTags, IntersectionType } from '@nestjs/swagger';
import { IsIn, IsString } from 'class-validator';

import {
  HAZARD_KINDS,
  listCheckpoints,
  nameOf,
  resolveGroup,
  resolveNode,
  resolveResource,
  RunningCluster,
  type CheckpointFilter,
  type HazardKind,
  type ListedCheckpoint,
} from '#application';
import { type ClusterView } from '#domain';
import { effectiveKey, parseKey } from '#registry';

import { Lists, Refuses } from '../http/answer/answers.js';
import { type List } from '../http/answer/reply.js';
import { momentOf } from '../http/request/as-of.js';
import { Optional } from '../http/request/optional.js';
import { pageOf, PageQuery, pagingOf } from '../http/request/paging.js';
import { Ctx, type RequestContext } from '../http/request/request.js';
import { ViewQuery } from '../registry/registry.bodies.js';
import { checkpointShape, hazardsIn } from './checkpoint-shapes.js';
import { LISTED_CHECKPOINT, type ListedCheckpointShape } from './checkpoint-schemas.js';

class CheckpointsQuery extends IntersectionType(PageQuery, ViewQuery) {
  @ApiPropertyOptional({ description: 'Name or id' })
  @Optional()
  @IsString()
  readonly resource?: string;

  @ApiPropertyOptional({ description: 'Name or id' })
  @Optional()
  @IsString()
  readonly group?: string;

  @ApiPropertyOptional({ description: 'Name or id of the node that owns the group' })
  @Optional()
  @IsString()
  readonly owner?: string;

  @ApiPropertyOptional({ enum: ['registry', 'crypto'] })
  @Optional()
  @IsIn(['registry', 'crypto'])
  readonly kind?: 'registry' | 'crypto';

  @ApiPropertyOptional({ description: 'Checkpoints at, above or below this key, relative to HKLM' })
  @Optional()
  @IsString()
  readonly key?: string;

  @ApiPropertyOptional({
    enum: HAZARD_KINDS,
    description: 'Checkpoints with a hazard of this kind',
  })
  @Optional()
  @IsIn(HAZARD_KINDS)
  readonly hazard?: HazardKind;
}

@ApiTags('checkpoints')
@Controller('v1/checkpoints')
export class AllCheckpointsController {
  constructor(private readonly cluster: RunningCluster) {}

  @Get()
  @Lists(
    'listAllCheckpoints',
    'Lists the checkpoints of all resources, with their last captures and hazards',
    LISTED_CHECKPOINT,
  )
  @Refuses(404, 422)
  async list(
    @Query() query: CheckpointsQuery,
    @Ctx() context: RequestContext,
  ): Promise<List<object>> {
    const paging = pagingOf(this.cluster, query, context);
    const { clusterState } = await momentOf(this.cluster, paging.asOf, paging.context);
    const all = listCheckpoints(clusterState, filterOf(clusterState, query));
    const { hazard } = query;
    const wanted =
      hazard === undefined
        ? all
        : all.filter(({ resource, checkpoint }) =>
            hazardsIn(clusterState, resource, checkpoint).some(({ kind }) => kind === hazard),
          );
    const { items, next } = pageOf(wanted, paging, ({ id }) => id);
    return { items: items.map((listed) => this.shape(clusterState, listed)), next };
  }

  private shape(
    clusterState: ClusterView,
    { checkpoint, resource, group, owner }: ListedCheckpoint,
  ): ListedCheckpointShape {
    const { reads } = this.cluster;
    return {
      ...checkpointShape({ clusterState, reads }, resource, checkpoint),
      resource: nameOf(clusterState, 'resources', resource) ?? null,
      group: nameOf(clusterState, 'groups', group) ?? null,
      owner: nameOf(clusterState, 'nodes', owner) ?? null,
    };
  }
}

const filterOf = (
  clusterState: ClusterView,
  { resource, group, owner, kind, key, view }: CheckpointsQuery,
): CheckpointFilter => ({
  resource: resource === undefined ? undefined : resolveResource(clusterState, resource),
  group: group === undefined ? undefined : resolveGroup(clusterState, group),
  owner: owner === undefined ? undefined : resolveNode(clusterState, owner),
  kind,
  key: key === undefined ? undefined : effectiveKey(parseKey(key), view),
});
