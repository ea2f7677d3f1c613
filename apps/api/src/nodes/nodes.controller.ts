import { Body, Controller, Delete, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';

import { ClusterError } from '#clusapi';
import { parseName, type NodeCommand, type NodeId, type OperationId } from '#domain';
import { canHost } from '#processes';

import { Changes, Creates, Reads } from '../core/answers.js';
import { AsOfQuery, worldOf } from '../core/as-of.js';
import { type Promised } from '../core/change.js';
import { Engine } from '../core/engine.js';
import { flagsOf, PAUSE_FLAGS } from '../core/flags.js';
import { badRequest } from '../core/http-problem.js';
import { Lifecycle } from '../core/lifecycle.js';
import { given } from '../core/optional.js';
import { pageOf, PageQuery } from '../core/paging.js';
import { Receipts } from '../core/receipts.js';
import { type List, type ReceiptBody } from '../core/reply.js';
import { Ctx, type RequestContext } from '../core/request.js';
import { directoryOf, nameOf, nodeState, resolveNode } from '../core/resolve.js';
import { nodeShape, shapeOf } from '../core/shapes.js';
import { unsecuredShape } from './unsecured-shape.js';
import { AddNodeBody, DrainBody, PauseBody, ResumeBody, StartBody } from './nodes.bodies.js';

@ApiTags('nodes')
@Controller('v1/nodes')
export class NodesController {
  constructor(
    private readonly engine: Engine,
    private readonly receipts: Receipts,
    private readonly lifecycle: Lifecycle,
  ) {}

  @Get()
  @Reads('listNodes', 'The nodes, in the order they were added')
  async list(@Query() query: PageQuery, @Ctx() context: RequestContext): Promise<List<object>> {
    const world = await worldOf(this.engine, query, context);
    const nodes = [...directoryOf(world).nodes.values()].map((entry) => nodeShape(world, entry));
    return pageOf(nodes, query, context);
  }

  @Get(':node')
  @Reads('getNode', 'A node')
  async get(
    @Param('node') node: string,
    @Query() query: AsOfQuery,
    @Ctx() context: RequestContext,
  ): Promise<object> {
    const world = await worldOf(this.engine, query, context);
    return shapeOf(world, { node: resolveNode(world, node) }, this.engine.now);
  }

  @Post()
  @HttpCode(201)
  @Creates('addNode', 'Adds a node; it is Up')
  add(@Body() body: AddNodeBody, @Ctx() context: RequestContext): Promise<ReceiptBody> {
    const name = parseName(body.name);
    const node = context.id('node') as NodeId;
    const { cluster, world } = this.engine;
    const command = { type: 'AddNode', data: { node, name } } as const;
    context.reply.location = `/v1/nodes/${node}`;
    return this.receipts.of(
      {
        commands: () => [{ kind: 'cluster', id: cluster, command }],
        promise: () => ({
          streams: [this.engine.stream('node', node)],
          holds: () => world.node(node).status === 'present',
        }),
      },
      context,
      (outcome) => shapeOf(outcome.world, { node }, outcome.now),
    );
  }

  @Delete(':node')
  @Changes('evictNode', 'Takes a node out of the cluster; it is down and owns nothing')
  evict(@Param('node') nameOrId: string, @Ctx() context: RequestContext): Promise<ReceiptBody> {
    const { world } = this.engine;
    const node = resolveNode(world, nameOrId);
    const { operation } = context;
    return this.receipts.of(
      {
        commands: () => {
          this.requireEmpty(node);
          const isLast = directoryOf(world).nodes.size === 1;
          const command = { type: 'StartEviction', data: { operation, isLast } } as const;
          return [{ kind: 'node', id: node, command }];
        },
        promise: () => this.evicted(node, operation),
        verdict: ({ events }) =>
          events.some(({ type }) => type === 'NodeEvictionAbandoned')
            ? new ClusterError('ERROR_CANT_EVICT_ACTIVE_NODE', 'a group was put on it meanwhile')
            : undefined,
      },
      context,
      async ({ events }) => ({
        id: node,
        unsecured: await unsecuredShape(this.engine, node, events),
      }),
    );
  }

  private requireEmpty(id: NodeId): void {
    const { world } = this.engine;
    const { name } = nodeState(world, id);
    const [group] = world.groupsOn(id);
    if (group !== undefined)
      throw new ClusterError(
        'ERROR_CANT_EVICT_ACTIVE_NODE',
        `node ${name} owns ${nameOf(world, 'groups', group) ?? group}: move it first`,
      );
  }

  /** It is in no list any more and its containers are empty; or it stays. */
  private evicted(id: NodeId, operation: OperationId): Promised {
    const { world, cluster } = this.engine;
    return {
      streams: [this.engine.stream('node', id), this.engine.stream('cluster', cluster)],
      holds: () => {
        const node = world.node(id);
        if (node.status === 'absent' || node.leaving !== operation) return true;
        return !directoryOf(world).nodes.has(id) && node.containers.size === 0;
      },
    };
  }

  @Post(':node/start')
  @HttpCode(200)
  @Changes('startNode', 'Starts a node that is Down')
  start(
    @Param('node') node: string,
    @Body() body: StartBody,
    @Ctx() context: RequestContext,
  ): Promise<ReceiptBody> {
    const { operation } = context;
    return this.change(node, context, { type: 'StartNode', data: { operation, ...given(body) } });
  }

  @Post(':node/stop')
  @HttpCode(200)
  @Changes('stopNode', 'Stops a node; its groups move away first')
  stop(@Param('node') node: string, @Ctx() context: RequestContext): Promise<ReceiptBody> {
    const { operation } = context;
    return this.change(node, context, { type: 'StopNode', data: { operation } });
  }

  @Post(':node/crash')
  @HttpCode(200)
  @Changes('crashNode', 'Says that a node is gone; its groups fail over')
  crash(@Param('node') node: string, @Ctx() context: RequestContext): Promise<ReceiptBody> {
    const { operation } = context;
    return this.change(node, context, { type: 'CrashNode', data: { operation } });
  }

  @Post(':node/pause')
  @HttpCode(200)
  @Changes('pauseNode', 'Pauses a node: it takes no groups and brings nothing online')
  pause(
    @Param('node') node: string,
    @Body() { drain, ...how }: PauseBody,
    @Ctx() context: RequestContext,
  ): Promise<ReceiptBody> {
    if (drain === true) return this.drained(node, how, context);
    const [field] = Object.keys(given(how));
    if (field !== undefined) throw badRequest(`/${field}`, 'goes with "drain": true');
    const { operation } = context;
    return this.change(node, context, { type: 'PauseNode', data: { operation } });
  }

  @Post(':node/drain')
  @HttpCode(200)
  @Changes('drainNode', 'Pauses a node and moves its groups away')
  drain(
    @Param('node') node: string,
    @Body() how: DrainBody,
    @Ctx() context: RequestContext,
  ): Promise<ReceiptBody> {
    return this.drained(node, how, context);
  }

  @Post(':node/resume')
  @HttpCode(200)
  @Changes('resumeNode', 'Resumes a paused node')
  resume(
    @Param('node') node: string,
    @Body() { failback = 'none' }: ResumeBody,
    @Ctx() context: RequestContext,
  ): Promise<ReceiptBody> {
    const { operation } = context;
    return this.change(node, context, { type: 'ResumeNode', data: { operation, failback } });
  }

  private drained(
    node: string,
    { target, force, flags = 0 }: Pick<DrainBody, 'target' | 'force' | 'flags'>,
    context: RequestContext,
  ): Promise<ReceiptBody> {
    const { operation } = context;
    const drain = {
      ...(target !== undefined && { target: this.targetOf(node, target) }),
      ...(force !== undefined && { force }),
      ...(flagsOf(flags, PAUSE_FLAGS).has('RETRY_DRAIN_ON_FAILURE') && { retry: true }),
    };
    return this.change(node, context, { type: 'PauseNode', data: { operation, drain } });
  }

  private targetOf(nameOrId: string, target: string): NodeId {
    const { world } = this.engine;
    const id = resolveNode(world, target);
    if (id === resolveNode(world, nameOrId) || !canHost(world, id))
      throw new ClusterError('ERROR_HOST_NODE_NOT_AVAILABLE', `node ${target} can not take groups`);
    return id;
  }

  /** Answered when a drain is over, if there is one. */
  private change(
    nameOrId: string,
    context: RequestContext,
    command: NodeCommand,
  ): Promise<ReceiptBody> {
    const { world } = this.engine;
    const node = resolveNode(world, nameOrId);
    const promise = (): Promised => this.lifecycle.drained(node, context.operation);
    return this.receipts.of(
      { commands: () => [{ kind: 'node', id: node, command }], promise },
      context,
      (outcome) => shapeOf(outcome.world, { node }, outcome.now),
    );
  }
}
