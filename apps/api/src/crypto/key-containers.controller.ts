import { Controller, Get, Param, Query, Req } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import { type FastifyRequest } from 'fastify';

import {
  containerIn,
  lastPosition,
  heldBy,
  resolveNode,
  RevealKeyContainer,
  RunningCluster,
} from '#application';

import { Lists, Reads, Refuses } from '../http/answer/answers.js';
import { badRequest } from '../http/answer/http-problem.js';
import { type List } from '../http/answer/reply.js';
import { clusterStateOf } from '../http/request/as-of.js';
import { pageOf, pagingOf, PageQuery } from '../http/request/paging.js';
import { Ctx, type RequestContext } from '../http/request/request.js';
import { containerShape } from './container-shape.js';
import { ContainerQuery } from './key-containers.bodies.js';
import { CONTAINER, REVEALED_CONTAINER } from './container-schemas.js';

/** The key containers of a node. */
@ApiTags('key containers')
@Controller('v1/nodes/:node')
export class KeyContainersController {
  constructor(
    private readonly cluster: RunningCluster,
    private readonly bus: CommandBus,
  ) {}

  @Get('key-containers')
  @Lists('listKeyContainers', 'Lists the key containers of a node, without their keys', CONTAINER)
  async list(
    @Param('node') nameOrId: string,
    @Query() query: PageQuery,
    @Ctx() context: RequestContext,
  ): Promise<List<object>> {
    const paging = pagingOf(this.cluster, query, context);
    const clusterState = await clusterStateOf(this.cluster, paging.asOf, paging.context);
    const { containers } = heldBy(clusterState, resolveNode(clusterState, nameOrId));
    return pageOf([...containers.values()].map(containerShape), paging, ({ id }) => id ?? '');
  }

  @Get('key-containers/:id')
  @Reads(
    'getKeyContainer',
    'Returns a key container; with ?reveal=true also its key, which is recorded',
    REVEALED_CONTAINER,
  )
  @Refuses(409, 422)
  async get(
    @Param('node') node: string,
    @Param('id') id: string,
    @Query() query: ContainerQuery,
    @Ctx() context: RequestContext,
    @Req() { method }: FastifyRequest,
  ): Promise<object> {
    // A HEAD shows no key, so there is nothing to record.
    if (query.reveal === 'true' && method !== 'HEAD') {
      if (query.at !== undefined) throw badRequest('/at', 'only the present key can be revealed');
      return this.reveal(context, { node, id });
    }
    const clusterState = await clusterStateOf(this.cluster, query, context);
    return containerShape(containerIn(clusterState, resolveNode(clusterState, node), id));
  }

  private async reveal(
    { caller, reply }: RequestContext,
    input: Readonly<{ node: string; id: string }>,
  ): Promise<object> {
    const { events, subject } = await this.bus.execute(new RevealKeyContainer(caller, input));
    const { container, key } = subject;
    const { pem, blob } = key;
    const position = lastPosition(events);
    if (position !== undefined) reply.position = position;
    return {
      ...containerShape(container),
      pem,
      ...(blob && { blob: blob.toString('base64') }),
    };
  }
}
