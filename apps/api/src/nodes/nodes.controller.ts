import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiProperty, ApiTags } from '@nestjs/swagger';
import { IsString, MaxLength } from 'class-validator';

import { parseName, type NodeCommand, type NodeId } from '#domain';

import { Changes, Creates, Reads } from '../core/answers.js';
import { AsOfQuery, worldOf } from '../core/as-of.js';
import { type Promised } from '../core/change.js';
import { Engine } from '../core/engine.js';
import { pageOf, PageQuery } from '../core/paging.js';
import { Receipts } from '../core/receipts.js';
import { type List, type ReceiptBody } from '../core/reply.js';
import { Ctx, type RequestContext } from '../core/request.js';
import { directoryOf, resolveNode } from '../core/resolve.js';
import { nodeShape, shapeOf } from '../core/shapes.js';

class AddNodeBody {
  @ApiProperty({ example: 'node-a' })
  @IsString()
  @MaxLength(255)
  readonly name!: string;
}

@ApiTags('nodes')
@Controller('v1/nodes')
export class NodesController {
  constructor(
    private readonly engine: Engine,
    private readonly receipts: Receipts,
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
    return shapeOf(world, { node: resolveNode(world, node) });
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
      (outcome) => shapeOf(outcome.world, { node }),
    );
  }

  @Post(':node/start')
  @HttpCode(200)
  @Changes('startNode', 'Starts a node that is Down')
  start(@Param('node') node: string, @Ctx() context: RequestContext): Promise<ReceiptBody> {
    const { operation } = context;
    return this.change(
      node,
      { command: { type: 'StartNode', data: { operation } }, to: 'Up' },
      context,
    );
  }

  @Post(':node/stop')
  @HttpCode(200)
  @Changes('stopNode', 'Stops a node; its groups move away first')
  stop(@Param('node') node: string, @Ctx() context: RequestContext): Promise<ReceiptBody> {
    const { operation } = context;
    return this.change(
      node,
      { command: { type: 'StopNode', data: { operation } }, to: 'Down' },
      context,
    );
  }

  private change(
    nameOrId: string,
    { command, to }: { command: NodeCommand; to: 'Up' | 'Down' },
    context: RequestContext,
  ): Promise<ReceiptBody> {
    const { world } = this.engine;
    const node = resolveNode(world, nameOrId);
    const promise = (): Promised => ({
      streams: [this.engine.stream('node', node)],
      holds: () => {
        const state = world.node(node);
        return state.status === 'present' && state.state === to;
      },
    });
    return this.receipts.of(
      { commands: () => [{ kind: 'node', id: node, command }], promise },
      context,
      (outcome) => shapeOf(outcome.world, { node }),
    );
  }
}
