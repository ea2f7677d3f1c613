import { Body, Controller, Delete, Get, HttpCode, Param, Put, Query, Req } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { type FastifyRequest } from 'fastify';

import { nodeState, resolveNode, RunningCluster } from '#application';
import { type NodeCommand, type NodeId } from '#domain';

import { Changes, Reads } from '../http/answer/answers.js';
import { AsOfQuery, worldOf } from '../http/request/as-of.js';
import { badRequest } from '../http/answer/http-problem.js';
import { Receipts } from '../http/answer/receipts.js';
import { type List, type ReceiptBody } from '../http/answer/reply.js';
import { Ctx, type RequestContext } from '../http/request/request.js';
import { containerShape, KeyContainers, type Given, type Place } from './key-containers.js';
import {
  ContainerQuery,
  ProviderBody,
  ReplaceKeyBody,
  StoreContainerBody,
} from './key-containers.bodies.js';

/** The key containers of a node, and which provider an empty name means there. */
@ApiTags('key containers')
@Controller('v1/nodes/:node')
export class KeyContainersController {
  constructor(
    private readonly cluster: RunningCluster,
    private readonly receipts: Receipts,
    private readonly containers: KeyContainers,
  ) {}

  @Get('key-containers')
  @Reads('listKeyContainers', 'The key containers of a node, without what is in them')
  async list(
    @Param('node') nameOrId: string,
    @Query() query: AsOfQuery,
    @Ctx() context: RequestContext,
  ): Promise<List<object>> {
    const world = await worldOf(this.cluster, query, context);
    const { containers } = nodeState(world, resolveNode(world, nameOrId));
    return { items: [...containers.values()].map(containerShape), next: null };
  }

  @Get('key-containers/:id')
  @Reads('getKeyContainer', 'A key container; with ?reveal=true what is in it, which is recorded')
  async get(
    @Param('node') nameOrId: string,
    @Param('id') id: string,
    @Query() query: ContainerQuery,
    @Ctx() context: RequestContext,
    @Req() { method }: FastifyRequest,
  ): Promise<object> {
    // A HEAD shows nothing, so that there is nothing to record.
    if (query.reveal === 'true' && method !== 'HEAD')
      return this.reveal(nameOrId, id, { query, context });
    const world = await worldOf(this.cluster, query, context);
    return containerShape(this.containers.find(resolveNode(world, nameOrId), id, world));
  }

  private async reveal(
    nameOrId: string,
    id: string,
    { query, context }: { query: ContainerQuery; context: RequestContext },
  ): Promise<object> {
    if (query.at !== undefined) throw badRequest('/at', 'only what is in it now can be revealed');
    const node = resolveNode(this.cluster.state, nameOrId);
    const container = this.containers.find(node, id);
    const { result } = await this.receipts.of(
      this.containers.reveal(node, container.container),
      context,
      (outcome) => this.containers.recorded(node, 'KeyMaterialRevealed', outcome),
    );
    const revealed = { ...container, ...(result as typeof container) };
    return { ...containerShape(revealed), ...(await this.containers.material(revealed)) };
  }

  @Put('key-containers')
  @HttpCode(200)
  @Changes(
    'storeKeyContainer',
    'Puts a private key into a container, a new one or one that is there',
  )
  store(
    @Param('node') nameOrId: string,
    @Body() body: StoreContainerBody,
    @Ctx() context: RequestContext,
  ): Promise<ReceiptBody> {
    const node = resolveNode(this.cluster.state, nameOrId);
    const { type, provider = '', container, ...given } = body;
    return this.put(node, { type, provider, container }, { given, context });
  }

  @Put('key-containers/:id')
  @Changes('replaceKeyContainer', 'Puts another private key into a container')
  replace(
    @Param('node') nameOrId: string,
    @Param('id') id: string,
    @Body() given: ReplaceKeyBody,
    @Ctx() context: RequestContext,
  ): Promise<ReceiptBody> {
    const node = resolveNode(this.cluster.state, nameOrId);
    const { type, provider, name: container, container: into } = this.containers.find(node, id);
    return this.put(node, { type, provider, container, into }, { given, context });
  }

  @Delete('key-containers/:id')
  @Changes('deleteKeyContainer', 'Deletes a key container, and erases what is in it')
  remove(
    @Param('node') nameOrId: string,
    @Param('id') id: string,
    @Ctx() context: RequestContext,
  ): Promise<ReceiptBody> {
    const node = resolveNode(this.cluster.state, nameOrId);
    return this.receipts.of(this.containers.remove(node, id), context, () => ({}));
  }

  @Put('default-providers/:type')
  @Changes('setDefaultProvider', 'Says which provider an empty name means on a node')
  setDefault(
    @Param('node') nameOrId: string,
    @Param('type') type: string,
    @Body() { provider }: ProviderBody,
    @Ctx() context: RequestContext,
  ): Promise<ReceiptBody> {
    if (!/^\d{1,10}$/.test(type)) throw badRequest('/type', `"${type}" is no provider type`);
    const node = resolveNode(this.cluster.state, nameOrId);
    const data = { type: Number(type), provider };
    const command: NodeCommand = { type: 'SetDefaultProvider', data };
    const intent = { commands: () => [{ kind: 'node', id: node, command } as const] };
    return this.receipts.of(intent, context, () => data);
  }

  private put(
    node: NodeId,
    place: Place,
    { given, context }: { given: Given; context: RequestContext },
  ): Promise<ReceiptBody> {
    const intent = this.containers.store(node, place, { given, context });
    return this.receipts.of(intent, context, async (outcome) =>
      containerShape(await this.containers.recorded(node, 'KeyContainerStored', outcome)),
    );
  }
}
