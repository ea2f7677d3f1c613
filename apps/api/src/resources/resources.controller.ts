import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';

import { ClusterError } from '#clusapi';
import { parseName, type ResourceId } from '#domain';

import { Changes, Creates, Reads } from '../core/answers.js';
import { AsOfQuery, datedWorldOf } from '../core/as-of.js';
import { configuredAt, requireOpen, type Intent } from '../core/change.js';
import { Engine } from '../core/engine.js';
import { flagsOf, OFFLINE_FLAGS, ONLINE_FLAGS } from '../core/flags.js';
import { given } from '../core/optional.js';
import { Lifecycle } from '../core/lifecycle.js';
import { pageOf, PageQuery } from '../core/paging.js';
import { RESOURCE_POLICY_STATE } from '../core/policy-shapes.js';
import { Receipts } from '../core/receipts.js';
import { type List, type ReceiptBody } from '../core/reply.js';
import { Ctx, type RequestContext } from '../core/request.js';
import {
  directoryOf,
  groupState,
  resolveGroup,
  resolveResource,
  resourceState,
} from '../core/resolve.js';
import { resourceShape, shapeOf } from '../core/shapes.js';
import { ResourceConfiguration } from './resource-configuration.js';
import {
  AddResourceBody,
  ConfigureResourceBody,
  FailBody,
  FlagsBody,
  ReportBody,
} from './resources.bodies.js';

@ApiTags('resources')
@Controller('v1/resources')
export class ResourcesController {
  constructor(
    private readonly engine: Engine,
    private readonly receipts: Receipts,
    private readonly lifecycle: Lifecycle,
    private readonly configuration: ResourceConfiguration,
  ) {}

  @Get()
  @Reads('listResources', 'The resources, in the order they were added')
  async list(@Query() query: PageQuery, @Ctx() context: RequestContext): Promise<List<object>> {
    const { world, now } = await datedWorldOf(this.engine, query, context);
    const entries = [...directoryOf(world).resources.values()];
    return pageOf(
      entries.map((entry) => resourceShape(world, entry, now)),
      query,
      context,
    );
  }

  @Get(':resource')
  @Reads('getResource', 'A resource', { properties: RESOURCE_POLICY_STATE })
  async get(
    @Param('resource') nameOrId: string,
    @Query() query: AsOfQuery,
    @Ctx() context: RequestContext,
  ): Promise<object> {
    const { world, now } = await datedWorldOf(this.engine, query, context);
    const resource = resolveResource(world, nameOrId);
    const state = world.resource(resource);
    if (state.status === 'open') context.reply.etag = state.configuredAt;
    return shapeOf(world, { resource }, now);
  }

  @Post()
  @HttpCode(201)
  @Creates('addResource', 'Adds a resource; it is Offline')
  add(@Body() body: AddResourceBody, @Ctx() context: RequestContext): Promise<ReceiptBody> {
    const { world, cluster } = this.engine;
    const resource = context.id('resource') as ResourceId;
    const { name, type, group: named, ...properties } = body;
    const group = resolveGroup(world, named);
    const data = { resource, name: parseName(name), type, group, properties: given(properties) };
    context.reply.location = `/v1/resources/${resource}`;
    return this.change(resource, context, {
      commands: () => [{ kind: 'cluster', id: cluster, command: { type: 'AddResource', data } }],
      promise: () => ({
        streams: [this.engine.stream('group', group), this.engine.stream('cluster', cluster)],
        holds: () => this.isMember(resource),
      }),
    });
  }

  @Patch(':resource')
  @Changes(
    'configureResource',
    'Changes properties of a resource, its name, its group, or what it depends on; one of these a request',
  )
  configure(
    @Param('resource') nameOrId: string,
    @Body() body: ConfigureResourceBody,
    @Ctx() context: RequestContext,
  ): Promise<ReceiptBody> {
    const resource = resolveResource(this.engine.world, nameOrId);
    return this.change(resource, context, this.configuration.of(resource, body));
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
      guard: requireOpen('ERROR_RESOURCE_NOT_FOUND', `no such resource: ${nameOrId}`),
      commands: () => {
        this.configuration.requireNoDependents(resource);
        return [{ kind: 'resource', id: resource, command: { type: 'CloseResource', data: {} } }];
      },
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
    @Body() { flags = 0 }: FlagsBody,
    @Ctx() context: RequestContext,
  ): Promise<ReceiptBody> {
    const resource = resolveResource(this.engine.world, nameOrId);
    const set = flagsOf(flags, ONLINE_FLAGS);
    const persist = !set.has('DO_NOT_UPDATE_PERSISTENT_STATE');
    const anywhere = set.has('BEST_POSSIBLE_NODE');
    const bringing = { kind: 'online', context, persist, anywhere } as const;
    return this.change(resource, context, this.lifecycle.bringOne(resource, bringing));
  }

  @Post(':resource/offline')
  @HttpCode(200)
  @Changes('offlineResource', 'Takes a resource offline, and captures its checkpoints')
  offline(
    @Param('resource') nameOrId: string,
    @Body() { flags = 0 }: FlagsBody,
    @Ctx() context: RequestContext,
  ): Promise<ReceiptBody> {
    const resource = resolveResource(this.engine.world, nameOrId);
    const set = flagsOf(flags, OFFLINE_FLAGS);
    const persist = !set.has('DO_NOT_UPDATE_PERSISTENT_STATE');
    const force = set.has('FORCE_WITH_TERMINATION');
    const bringing = { kind: 'offline', context, persist, force } as const;
    return this.change(resource, context, this.lifecycle.bringOne(resource, bringing));
  }

  @Post(':resource/fail')
  @HttpCode(200)
  @Changes('failResource', 'Has an online resource fail, to see what its policies do')
  fail(
    @Param('resource') nameOrId: string,
    @Body() { reason = 'failed by request' }: FailBody,
    @Ctx() context: RequestContext,
  ): Promise<ReceiptBody> {
    const resource = resolveResource(this.engine.world, nameOrId);
    const data = () => ({ ...this.moment(resource, context), reason });
    return this.change(resource, context, {
      commands: () => [
        { kind: 'resource', id: resource, command: { type: 'FailResource', data: data() } },
      ],
    });
  }

  @Post(':resource/report')
  @HttpCode(200)
  @Changes('reportResource', 'What the supervisor of an external resource says of its application')
  report(
    @Param('resource') nameOrId: string,
    @Body() { state, reason = '' }: ReportBody,
    @Ctx() context: RequestContext,
  ): Promise<ReceiptBody> {
    const resource = resolveResource(this.engine.world, nameOrId);
    const data = () => ({ ...this.moment(resource, context), state, reason });
    return this.change(resource, context, {
      commands: () => [
        { kind: 'resource', id: resource, command: { type: 'ReportResource', data: data() } },
      ],
    });
  }

  /** In which operation, when, and where its node's history stands. */
  private moment(resource: ResourceId, { operation }: RequestContext) {
    const { world, now: at } = this.engine;
    const { owner } = groupState(world, resourceState(world, resource).group);
    return { operation, at, nodeRevision: world.revision('node', owner) };
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
    return this.receipts.of({ revision: configuredAt, ...intent }, context, ({ world, now }) =>
      shapeOf(world, { resource }, now),
    );
  }
}
