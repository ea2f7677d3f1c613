import { Body, Controller, Delete, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiProperty, ApiTags } from '@nestjs/swagger';
import { IsString, MaxLength } from 'class-validator';

import { ClusterError } from '#clusapi';
import { parseName, type ResourceId } from '#domain';

import { Changes, Creates, Reads } from '../core/answers.js';
import { AsOfQuery, worldOf } from '../core/as-of.js';
import { type Intent } from '../core/change.js';
import { Engine } from '../core/engine.js';
import { Lifecycle } from '../core/lifecycle.js';
import { pageOf, PageQuery } from '../core/paging.js';
import { Receipts } from '../core/receipts.js';
import { type List, type ReceiptBody } from '../core/reply.js';
import { Ctx, type RequestContext } from '../core/request.js';
import { directoryOf, resolveGroup, resolveResource, resourceState } from '../core/resolve.js';
import { resourceShape, shapeOf } from '../core/shapes.js';

class AddResourceBody {
  @ApiProperty({ example: 'SQL Server' }) @IsString() @MaxLength(255) readonly name!: string;

  @ApiProperty({ example: 'Generic Service' }) @IsString() @MaxLength(255) readonly type!: string;

  @ApiProperty({ description: 'Name or id of a group' }) @IsString() readonly group!: string;
}

@ApiTags('resources')
@Controller('v1/resources')
export class ResourcesController {
  constructor(
    private readonly engine: Engine,
    private readonly receipts: Receipts,
    private readonly lifecycle: Lifecycle,
  ) {}

  @Get()
  @Reads('listResources', 'The resources, in the order they were added')
  async list(@Query() query: PageQuery, @Ctx() context: RequestContext): Promise<List<object>> {
    const world = await worldOf(this.engine, query, context);
    const entries = [...directoryOf(world).resources.values()];
    return pageOf(
      entries.map((entry) => resourceShape(world, entry)),
      query,
      context,
    );
  }

  @Get(':resource')
  @Reads('getResource', 'A resource')
  async get(
    @Param('resource') nameOrId: string,
    @Query() query: AsOfQuery,
    @Ctx() context: RequestContext,
  ): Promise<object> {
    const world = await worldOf(this.engine, query, context);
    return shapeOf(world, { resource: resolveResource(world, nameOrId) });
  }

  @Post()
  @HttpCode(201)
  @Creates('addResource', 'Adds a resource; it is Offline')
  add(@Body() body: AddResourceBody, @Ctx() context: RequestContext): Promise<ReceiptBody> {
    const { world, cluster } = this.engine;
    const resource = context.id('resource') as ResourceId;
    const group = resolveGroup(world, body.group);
    const data = { resource, name: parseName(body.name), type: body.type, group };
    context.reply.location = `/v1/resources/${resource}`;
    return this.change(resource, context, {
      commands: () => [{ kind: 'cluster', id: cluster, command: { type: 'AddResource', data } }],
      promise: () => ({
        streams: [this.engine.stream('group', group), this.engine.stream('cluster', cluster)],
        holds: () => this.isMember(resource),
      }),
    });
  }

  @Delete(':resource')
  @Changes('deleteResource', 'Deletes a resource, and its checkpoints with it')
  remove(
    @Param('resource') nameOrId: string,
    @Ctx() context: RequestContext,
  ): Promise<ReceiptBody> {
    const { world, cluster } = this.engine;
    const resource = resolveResource(world, nameOrId);
    return this.change(resource, context, {
      commands: () => [
        { kind: 'resource', id: resource, command: { type: 'CloseResource', data: {} } },
      ],
      promise: () => ({
        streams: [this.engine.stream('cluster', cluster)],
        holds: () => !directoryOf(world).resources.has(resource),
      }),
    });
  }

  @Post(':resource/online')
  @HttpCode(200)
  @Changes('onlineResource', 'Restores the checkpoints of a resource, then brings it online')
  online(
    @Param('resource') nameOrId: string,
    @Ctx() context: RequestContext,
  ): Promise<ReceiptBody> {
    return this.bring(nameOrId, 'online', context);
  }

  @Post(':resource/offline')
  @HttpCode(200)
  @Changes('offlineResource', 'Takes a resource offline, and captures its checkpoints')
  offline(
    @Param('resource') nameOrId: string,
    @Ctx() context: RequestContext,
  ): Promise<ReceiptBody> {
    return this.bring(nameOrId, 'offline', context);
  }

  private bring(
    nameOrId: string,
    kind: 'online' | 'offline',
    context: RequestContext,
  ): Promise<ReceiptBody> {
    const { world } = this.engine;
    const resource = resolveResource(world, nameOrId);
    const { group } = resourceState(world, resource);
    return this.change(
      resource,
      context,
      this.lifecycle.bring(group, [resource], { kind, context }),
    );
  }

  /** A resource whose group went away meanwhile was taken off the directory again. */
  private isMember(id: ResourceId): boolean {
    const { world } = this.engine;
    const entry = directoryOf(world).resources.get(id);
    if (entry === undefined)
      throw new ClusterError('ERROR_GROUP_NOT_FOUND', 'the group was deleted meanwhile');
    const group = world.group(entry.group);
    return group.status === 'open' && group.members.has(id);
  }

  private change(
    resource: ResourceId,
    context: RequestContext,
    intent: Intent,
  ): Promise<ReceiptBody> {
    return this.receipts.of(intent, context, ({ world }) => shapeOf(world, { resource }));
  }
}
