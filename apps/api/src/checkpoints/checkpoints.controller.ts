import { Controller, Get, Param, ParseIntPipe, Query, Req } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { type FastifyRequest } from 'fastify';

import {
  capturedIn,
  findCheckpoint,
  isCrypto,
  parsePosition,
  nameOf,
  resolveResource,
  resourceState,
  RunningCluster,
} from '#application';
import { ClusterError } from '#clusapi';
import { type ResourceId, type ClusterView } from '#domain';
import { streamName, type Position, type Recorded } from '#event-store';
import { applyChanges, diffKeys, emptyTree, renderRegFile, viewKey } from '#registry';

import { Reads } from '../http/answer/answers.js';
import { AsOfQuery, momentOf } from '../http/request/as-of.js';
import { pageOf, PageQuery, withNext } from '../http/request/paging.js';
import { type List } from '../http/answer/reply.js';
import { Ctx, type RequestContext } from '../http/request/request.js';
import { REG_FILE, toFile } from '../nodes/registry-streams.js';
import { registryShape } from '../nodes/registry-shapes.js';
import { captureShape, checkpointShape, HASHED } from './checkpoint-shapes.js';

@ApiTags('checkpoints')
@Controller('v1/resources/:resource/checkpoints')
export class CheckpointsController {
  constructor(private readonly cluster: RunningCluster) {}

  @Get()
  @Reads('listCheckpoints', 'The checkpoints of a resource, with their hazards')
  async list(
    @Param('resource') nameOrId: string,
    @Query() query: PageQuery,
    @Ctx() context: RequestContext,
  ): Promise<List<object>> {
    const { clusterState } = await momentOf(this.cluster, query, context);
    const resource = resolveResource(clusterState, nameOrId);
    const state = resourceState(clusterState, resource);
    const checkpoints = [...state.checkpoints.values(), ...state.crypto.values()];
    const { reads } = this.cluster;
    return pageOf(
      checkpoints.map((checkpoint) =>
        checkpointShape({ clusterState, reads }, resource, checkpoint),
      ),
      query,
      context,
    );
  }

  @Get(':id')
  @Reads('getCheckpoint', 'A checkpoint', { properties: HASHED })
  async get(
    @Param('resource') nameOrId: string,
    @Param('id') id: string,
    @Query() query: AsOfQuery,
    @Ctx() context: RequestContext,
  ): Promise<object> {
    const { clusterState } = await momentOf(this.cluster, query, context);
    const resource = resolveResource(clusterState, nameOrId);
    return this.shapeOf(clusterState, resource, id);
  }

  @Get(':id/captures')
  @Reads('listCaptures', 'Every capture of a checkpoint, oldest first')
  async captures(
    @Param('resource') nameOrId: string,
    @Param('id') id: string,
    @Query() query: PageQuery,
    @Ctx() context: RequestContext,
  ): Promise<List<object>> {
    const { clusterState, position } = await momentOf(this.cluster, query, context);
    resolveResource(clusterState, nameOrId);
    const after = query.cursor === undefined ? 0 : Number(parsePosition(query.cursor, '/cursor'));
    const { limit } = query;
    const found = this.cluster.reads.captures.list(id, { after, limit, to: position });
    const items = found.map((recorded) => captureShape(clusterState, recorded));
    const next = items.length < limit ? undefined : items.at(-1)?.number;
    return withNext(items, next?.toString(), context.reply);
  }

  @Get(':id/captures/:number')
  @Reads('getCapture', 'A capture with its content, as JSON or as a .reg file', {
    properties: HASHED,
  })
  async capture(
    @Param('resource') nameOrId: string,
    @Param('id') id: string,
    @Param('number', ParseIntPipe) number: number,
    @Query() query: AsOfQuery,
    @Ctx() context: RequestContext,
    @Req() { headers }: FastifyRequest,
  ): Promise<object> {
    const { clusterState, position } = await momentOf(this.cluster, query, context);
    const resource = resolveResource(clusterState, nameOrId);
    const recorded = this.findCapture(id, number, position);
    const checkpoint = findCheckpoint(clusterState, resource, id);
    if (isCrypto(checkpoint)) return captureShape(clusterState, recorded);
    const { key, view, effectiveKey } = checkpoint;
    const { source } = capturedIn(recorded);
    const { reads } = this.cluster;
    const from = 'node' in source ? source.node : checkpoint.source.node;
    reads.parked.assertAnswerable({ stream: streamName(this.cluster.name, 'node', from) });
    const content = reads.captureContent({ checkpoint: id, number }, effectiveKey, position);
    const tree = applyChanges(emptyTree, diffKeys(undefined, content, effectiveKey));
    const found = content && viewKey(tree, key, view);
    if (headers.accept?.includes(REG_FILE) === true)
      return toFile(renderRegFile(found, { key, replace: true }));
    const node = nameOf(clusterState, 'nodes', from) ?? '';
    const content_ = registryShape(
      this.cluster.reads,
      found && { key: found, writtenAt: () => undefined },
      { node, view, key, depth: 'all' },
    );
    return { ...captureShape(clusterState, recorded), content: content_ };
  }

  private shapeOf(clusterState: ClusterView, resource: ResourceId, id: string): object {
    const { reads } = this.cluster;
    return checkpointShape(
      { clusterState, reads },
      resource,
      findCheckpoint(clusterState, resource, id),
    );
  }

  private findCapture(id: string, number: number, to: Position): Recorded {
    const found = this.cluster.reads.captures.get(id, number, to);
    if (found === undefined)
      throw new ClusterError('ERROR_FILE_NOT_FOUND', `no such capture: ${number}`);
    return found;
  }
}
