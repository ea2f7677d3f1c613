import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';

import {
  group as groupAggregate,
  parseName,
  type GroupId,
  type GroupPolicy,
  type NodeId,
} from '#domain';
import { canHost, type Addressed } from '#processes';

import { Changes, Creates, Reads } from '../core/answers.js';
import { AsOfQuery, datedWorldOf } from '../core/as-of.js';
import { configuredAt, requireOpen, type Intent } from '../core/change.js';
import { Engine } from '../core/engine.js';
import { flagsOf, MOVE_FLAGS, OFFLINE_FLAGS, ONLINE_FLAGS } from '../core/flags.js';
import { badRequest } from '../core/http-problem.js';
import { OneAtATime } from '../core/one-at-a-time.js';
import { given } from '../core/optional.js';
import { Lifecycle, type Bringing } from '../core/lifecycle.js';
import { pageOf, PageQuery } from '../core/paging.js';
import { GROUP_POLICY_STATE } from '../core/policy-shapes.js';
import { Receipts } from '../core/receipts.js';
import { type List, type ReceiptBody } from '../core/reply.js';
import { Ctx, type RequestContext } from '../core/request.js';
import { directoryOf, groupState, resolveGroup, resolveNode } from '../core/resolve.js';
import { groupShape, shapeOf } from '../core/shapes.js';
import {
  AddGroupBody,
  BringGroupBody,
  ConfigureGroupBody,
  MoveGroupBody,
} from './groups.bodies.js';
import { available, Placement } from './placement.js';

@ApiTags('groups')
@Controller('v1/groups')
export class GroupsController {
  private readonly renamings = new OneAtATime();

  constructor(
    private readonly engine: Engine,
    private readonly receipts: Receipts,
    private readonly lifecycle: Lifecycle,
    private readonly placement: Placement,
  ) {}

  @Get()
  @Reads('listGroups', 'The groups, in the order they were added')
  async list(@Query() query: PageQuery, @Ctx() context: RequestContext): Promise<List<object>> {
    const { world, now } = await datedWorldOf(this.engine, query, context);
    const groups = [...directoryOf(world).groups.values()].map((entry) =>
      groupShape(world, entry, now),
    );
    return pageOf(groups, query, context);
  }

  @Get(':group')
  @Reads('getGroup', 'A group', { properties: GROUP_POLICY_STATE })
  async get(
    @Param('group') nameOrId: string,
    @Query() query: AsOfQuery,
    @Ctx() context: RequestContext,
  ): Promise<object> {
    const { world, now } = await datedWorldOf(this.engine, query, context);
    const group = resolveGroup(world, nameOrId);
    const state = world.group(group);
    if (state.status === 'open') context.reply.etag = state.configuredAt;
    return shapeOf(world, { group }, now);
  }

  @Post()
  @HttpCode(201)
  @Creates('addGroup', 'Adds a group')
  async add(@Body() body: AddGroupBody, @Ctx() context: RequestContext): Promise<ReceiptBody> {
    const { world, cluster } = this.engine;
    const { name: typed, owner: named, preferredOwners: preferred = [], ...policy } = body;
    const name = parseName(typed);
    const preferredOwners = preferred.map((node) => resolveNode(world, node));
    const owner =
      named === undefined ? this.defaultOwner(preferredOwners) : resolveNode(world, named);
    const group = context.id('group') as GroupId;
    const data = { group, name, owner, preferredOwners, policy: given(policy) };
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
  @Changes('configureGroup', 'Renames a group, or changes its policies')
  configure(
    @Param('group') nameOrId: string,
    @Body() { name, ...settings }: ConfigureGroupBody,
    @Ctx() context: RequestContext,
  ): Promise<ReceiptBody> {
    const { world, cluster } = this.engine;
    const group = resolveGroup(world, nameOrId);
    const policy = this.policyOf(settings);
    const isPolicy = Object.keys(policy).length > 0;
    if (name !== undefined && isPolicy && context.ifMatch !== undefined)
      throw badRequest('/name', 'with If-Match, rename in a request of its own');
    const commands: Addressed[] = [];
    if (name !== undefined) {
      const data = { group, name: parseName(name) };
      commands.push({ kind: 'cluster', id: cluster, command: { type: 'RenameGroup', data } });
    }
    if (isPolicy)
      commands.push({
        kind: 'group',
        id: group,
        command: { type: 'ConfigureGroup', data: policy },
      });
    const renamed = { revision: () => configuredAt(world.group(group)) };
    const intent: Intent = {
      commands: () => {
        // A name is not given by a request whose policies are refused.
        if (isPolicy)
          groupAggregate.decide({ type: 'ConfigureGroup', data: policy }, world.group(group));
        return commands;
      },
      ...(name !== undefined && renamed),
    };
    return commands.length < 2
      ? this.change(group, context, intent)
      : this.changeAlone(group, context, intent);
  }

  /** Of two that rename and configure, the one that gives the name last also sets the policies last. */
  private async changeAlone(
    group: GroupId,
    context: RequestContext,
    intent: Intent,
  ): Promise<ReceiptBody> {
    const end = await this.renamings.turn();
    try {
      return await this.change(group, context, intent);
    } finally {
      end();
    }
  }

  private policyOf({
    preferredOwners,
    ...policy
  }: Omit<ConfigureGroupBody, 'name'>): Partial<GroupPolicy> {
    if (preferredOwners === undefined) return given(policy);
    const { world } = this.engine;
    return {
      ...given(policy),
      preferredOwners: preferredOwners.map((node) => resolveNode(world, node)),
    };
  }

  @Delete(':group')
  @Changes('deleteGroup', 'Deletes an empty group')
  remove(@Param('group') nameOrId: string, @Ctx() context: RequestContext): Promise<ReceiptBody> {
    const { world, cluster } = this.engine;
    const group = resolveGroup(world, nameOrId);
    return this.change(group, context, {
      guard: requireOpen('ERROR_GROUP_NOT_FOUND', `no such group: ${nameOrId}`),
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
    @Body() { to, flags = 0 }: MoveGroupBody,
    @Ctx() context: RequestContext,
  ): Promise<ReceiptBody> {
    const { world } = this.engine;
    const group = resolveGroup(world, nameOrId);
    const set = flagsOf(flags, MOVE_FLAGS);
    const target = to === undefined ? this.placement.best(group) : this.placement.host(group, to);
    const returnOnError = set.has('RETURN_TO_SOURCE_NODE_ON_ERROR');
    const data = { operation: context.operation, to: target, returnOnError };
    return this.change(group, context, {
      commands: () => [{ kind: 'group', id: group, command: { type: 'StartGroupMove', data } }],
      promise: () => this.lifecycle.ended(group, context.operation),
      verdict: (outcome) => this.lifecycle.failure(outcome, context.operation),
    });
  }

  @Post(':group/online')
  @HttpCode(200)
  @Changes('onlineGroup', 'Brings all resources of a group online')
  online(
    @Param('group') nameOrId: string,
    @Body() { flags = 0 }: BringGroupBody,
    @Ctx() context: RequestContext,
  ): Promise<ReceiptBody> {
    const set = flagsOf(flags, ONLINE_FLAGS);
    const persist = !set.has('DO_NOT_UPDATE_PERSISTENT_STATE');
    const anywhere = set.has('BEST_POSSIBLE_NODE');
    return this.bring(nameOrId, { kind: 'online', context, persist, anywhere });
  }

  @Post(':group/offline')
  @HttpCode(200)
  @Changes('offlineGroup', 'Takes all resources of a group offline')
  offline(
    @Param('group') nameOrId: string,
    @Body() { flags = 0 }: BringGroupBody,
    @Ctx() context: RequestContext,
  ): Promise<ReceiptBody> {
    const set = flagsOf(flags, OFFLINE_FLAGS);
    const persist = !set.has('DO_NOT_UPDATE_PERSISTENT_STATE');
    const force = set.has('FORCE_WITH_TERMINATION');
    return this.bring(nameOrId, { kind: 'offline', context, persist, force });
  }

  private bring(nameOrId: string, bringing: Bringing): Promise<ReceiptBody> {
    const group = resolveGroup(this.engine.world, nameOrId);
    const { members } = groupState(this.engine.world, group);
    return this.change(
      group,
      bringing.context,
      this.lifecycle.bring(group, [...members], bringing),
    );
  }

  private change(group: GroupId, context: RequestContext, intent: Intent): Promise<ReceiptBody> {
    return this.receipts.of({ revision: configuredAt, ...intent }, context, ({ world, now }) =>
      shapeOf(world, { group }, now),
    );
  }

  private defaultOwner(preferred: readonly NodeId[]): NodeId {
    const { world } = this.engine;
    const nodes = [...preferred, ...directoryOf(world).nodes.keys()];
    return available(nodes.find((node) => canHost(world, node)));
  }
}
