import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';

import { ClusterError } from '#clusapi';
import { parseName, type GroupId, type NodeId } from '#domain';
import { bestNode, canHost, type Addressed } from '#processes';

import { Changes, Creates, Reads } from '../core/answers.js';
import { AsOfQuery, worldOf } from '../core/as-of.js';
import { configuredAt, type Intent } from '../core/change.js';
import { Engine } from '../core/engine.js';
import { badRequest } from '../core/http-problem.js';
import { Lifecycle } from '../core/lifecycle.js';
import { pageOf, PageQuery } from '../core/paging.js';
import { Receipts } from '../core/receipts.js';
import { type List, type ReceiptBody } from '../core/reply.js';
import { Ctx, type RequestContext } from '../core/request.js';
import { directoryOf, groupState, resolveGroup, resolveNode } from '../core/resolve.js';
import { groupShape, shapeOf } from '../core/shapes.js';
import { AddGroupBody, ConfigureGroupBody, MoveGroupBody } from './groups.bodies.js';

@ApiTags('groups')
@Controller('v1/groups')
export class GroupsController {
  constructor(
    private readonly engine: Engine,
    private readonly receipts: Receipts,
    private readonly lifecycle: Lifecycle,
  ) {}

  @Get()
  @Reads('listGroups', 'The groups, in the order they were added')
  async list(@Query() query: PageQuery, @Ctx() context: RequestContext): Promise<List<object>> {
    const world = await worldOf(this.engine, query, context);
    const groups = [...directoryOf(world).groups.values()].map((entry) => groupShape(world, entry));
    return pageOf(groups, query, context);
  }

  @Get(':group')
  @Reads('getGroup', 'A group')
  async get(
    @Param('group') nameOrId: string,
    @Query() query: AsOfQuery,
    @Ctx() context: RequestContext,
  ): Promise<object> {
    const world = await worldOf(this.engine, query, context);
    const group = resolveGroup(world, nameOrId);
    const state = world.group(group);
    if (state.status === 'open') context.reply.etag = state.configuredAt;
    return shapeOf(world, { group });
  }

  @Post()
  @HttpCode(201)
  @Creates('addGroup', 'Adds a group')
  async add(@Body() body: AddGroupBody, @Ctx() context: RequestContext): Promise<ReceiptBody> {
    const { world, cluster } = this.engine;
    const name = parseName(body.name);
    const preferredOwners = (body.preferredOwners ?? []).map((node) => resolveNode(world, node));
    const owner =
      body.owner === undefined
        ? this.defaultOwner(preferredOwners)
        : resolveNode(world, body.owner);
    const group = context.id('group') as GroupId;
    const data = { group, name, owner, preferredOwners };
    context.reply.location = `/v1/groups/${group}`;
    return this.change(group, context, {
      commands: () => [{ kind: 'cluster', id: cluster, command: { type: 'AddGroup', data } }],
      promise: () => ({
        streams: [this.engine.stream('group', group)],
        holds: () => world.group(group).status === 'open',
      }),
    });
  }

  @Patch(':group')
  @Changes('configureGroup', 'Renames a group, or changes its preferred owners')
  configure(
    @Param('group') nameOrId: string,
    @Body() { name, preferredOwners }: ConfigureGroupBody,
    @Ctx() context: RequestContext,
  ): Promise<ReceiptBody> {
    const { world, cluster } = this.engine;
    const group = resolveGroup(world, nameOrId);
    if (name !== undefined && preferredOwners !== undefined && context.ifMatch !== undefined)
      throw badRequest('/name', 'with If-Match, rename in a request of its own');
    const commands: Addressed[] = [];
    if (name !== undefined) {
      const data = { group, name: parseName(name) };
      commands.push({ kind: 'cluster', id: cluster, command: { type: 'RenameGroup', data } });
    }
    if (preferredOwners !== undefined) {
      const data = { preferredOwners: preferredOwners.map((node) => resolveNode(world, node)) };
      commands.push({ kind: 'group', id: group, command: { type: 'ConfigureGroup', data } });
    }
    const renamed = { revision: () => configuredAt(world.group(group)) };
    return this.change(group, context, {
      commands: () => commands,
      ...(name !== undefined && renamed),
    });
  }

  @Delete(':group')
  @Changes('deleteGroup', 'Deletes an empty group')
  remove(@Param('group') nameOrId: string, @Ctx() context: RequestContext): Promise<ReceiptBody> {
    const { world, cluster } = this.engine;
    const group = resolveGroup(world, nameOrId);
    return this.change(group, context, {
      commands: () => [{ kind: 'group', id: group, command: { type: 'CloseGroup', data: {} } }],
      promise: () => ({
        streams: [this.engine.stream('cluster', cluster)],
        holds: () => !directoryOf(world).groups.has(group),
      }),
    });
  }

  @Post(':group/move')
  @HttpCode(200)
  @Changes('moveGroup', 'Moves a group to a named node, or to the best one')
  move(
    @Param('group') nameOrId: string,
    @Body() { to }: MoveGroupBody,
    @Ctx() context: RequestContext,
  ): Promise<ReceiptBody> {
    const { world } = this.engine;
    const group = resolveGroup(world, nameOrId);
    const target = to === undefined ? this.best(group) : this.hostFor(group, to);
    const data = { operation: context.operation, to: target };
    return this.change(group, context, {
      commands: () => [{ kind: 'group', id: group, command: { type: 'StartGroupMove', data } }],
      promise: () => this.lifecycle.ended(group, context.operation),
    });
  }

  @Post(':group/online')
  @HttpCode(200)
  @Changes('onlineGroup', 'Brings all resources of a group online')
  online(@Param('group') nameOrId: string, @Ctx() context: RequestContext): Promise<ReceiptBody> {
    return this.bring(nameOrId, 'online', context);
  }

  @Post(':group/offline')
  @HttpCode(200)
  @Changes('offlineGroup', 'Takes all resources of a group offline')
  offline(@Param('group') nameOrId: string, @Ctx() context: RequestContext): Promise<ReceiptBody> {
    return this.bring(nameOrId, 'offline', context);
  }

  private bring(
    nameOrId: string,
    kind: 'online' | 'offline',
    context: RequestContext,
  ): Promise<ReceiptBody> {
    const group = resolveGroup(this.engine.world, nameOrId);
    const { members } = groupState(this.engine.world, group);
    return this.change(
      group,
      context,
      this.lifecycle.bring(group, [...members], { kind, context }),
    );
  }

  private change(group: GroupId, context: RequestContext, intent: Intent): Promise<ReceiptBody> {
    return this.receipts.of({ revision: configuredAt, ...intent }, context, ({ world }) =>
      shapeOf(world, { group }),
    );
  }

  private defaultOwner(preferred: readonly NodeId[]): NodeId {
    const { world } = this.engine;
    const nodes = [...preferred, ...directoryOf(world).nodes.keys()];
    return this.available(nodes.find((node) => canHost(world, node)));
  }

  private best(group: GroupId): NodeId {
    return this.available(bestNode(this.engine.world, group));
  }

  private available(node: NodeId | undefined): NodeId {
    if (node === undefined)
      throw new ClusterError('ERROR_HOST_NODE_NOT_AVAILABLE', 'no other node is up');
    return node;
  }

  private hostFor(group: GroupId, nameOrId: string): NodeId {
    const { world } = this.engine;
    const node = resolveNode(world, nameOrId);
    if (groupState(world, group).owner !== node && !canHost(world, node))
      throw new ClusterError('ERROR_CLUSTER_NODE_DOWN', `node ${nameOrId} is down`);
    return node;
  }
}
