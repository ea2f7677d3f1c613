import {
  Body,
  Controller,
  Delete,
  Get,
  HttpCode,
  Param,
  ParseIntPipe,
  Post,
  Query,
  Req,
} from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiProperty, ApiPropertyOptional, ApiTags } from '@nestjs/swagger';
import { IsIn, IsString } from 'class-validator';
import { type FastifyRequest } from 'fastify';

import { ClusterError } from '#clusapi';
import { type RegistryCheckpoint, type ResourceId, type World } from '#domain';
import { type Position, type Recorded } from '#event-store';
import {
  applyChanges,
  diffKeys,
  emptyTree,
  renderRegFile,
  viewKey,
  type RegistryView,
} from '#registry';

import { Changes, Creates, Reads } from '../core/answers.js';
import { AsOfQuery, momentOf } from '../core/as-of.js';
import { Change } from '../core/change.js';
import { Engine } from '../core/engine.js';
import { type Outcome } from '../core/outcome.js';
import { pageOf, PageQuery, withNext } from '../core/paging.js';
import { receiptOf, type List, type ReceiptBody } from '../core/reply.js';
import { Ctx, parsePosition, type RequestContext } from '../core/request.js';
import { nameOf, resolveResource, resourceState } from '../core/resolve.js';
import { REG_FILE, toFile } from '../nodes/registry.controller.js';
import { registryShape } from '../nodes/registry-shapes.js';
import { CheckpointChanges } from './checkpoint-changes.js';
import { hazardsOf } from './hazards.js';
import { Optional } from '../core/optional.js';

class AddCheckpointBody {
  @ApiProperty({ description: 'Relative to HKLM' }) @IsString() readonly key!: string;

  @ApiPropertyOptional({ enum: ['64-bit', '32-bit'], default: '64-bit' })
  @Optional()
  @IsIn(['64-bit', '32-bit'])
  readonly view: RegistryView = '64-bit';
}

@ApiTags('checkpoints')
@Controller('v1/resources/:resource/checkpoints')
export class CheckpointsController {
  constructor(
    private readonly engine: Engine,
    private readonly commands: CommandBus,
    private readonly changes: CheckpointChanges,
  ) {}

  @Get()
  @Reads('listCheckpoints', 'The checkpoints of a resource, with their hazards')
  async list(
    @Param('resource') nameOrId: string,
    @Query() query: PageQuery,
    @Ctx() context: RequestContext,
  ): Promise<List<object>> {
    const { world } = await momentOf(this.engine, query, context);
    const resource = resolveResource(world, nameOrId);
    const checkpoints = [...resourceState(world, resource).checkpoints.values()];
    return pageOf(
      checkpoints.map((checkpoint) => this.shape(world, resource, checkpoint)),
      query,
      context,
    );
  }

  @Post()
  @HttpCode(201)
  @Creates('addCheckpoint', 'Adds a checkpoint, and captures it')
  async add(
    @Param('resource') nameOrId: string,
    @Body() { key, view }: AddCheckpointBody,
    @Ctx() context: RequestContext,
  ): Promise<ReceiptBody> {
    const resource = resolveResource(this.engine.world, nameOrId);
    const { commands, promise } = this.changes.add(resource, { key, view }, context);
    const outcome = await this.commands.execute(new Change(commands, context, promise));
    const id = context.id('checkpoint');
    context.reply.location = `/v1/resources/${resource}/checkpoints/${id}`;
    const result = { ...this.shapeById(outcome.world, resource, id) };
    return this.receipt(outcome, context, result);
  }

  @Get(':id')
  @Reads('getCheckpoint', 'A checkpoint')
  async get(
    @Param('resource') nameOrId: string,
    @Param('id') id: string,
    @Query() query: AsOfQuery,
    @Ctx() context: RequestContext,
  ): Promise<object> {
    const { world } = await momentOf(this.engine, query, context);
    return this.shapeById(world, resolveResource(world, nameOrId), id);
  }

  @Delete(':id')
  @Changes('deleteCheckpoint', 'Deletes a checkpoint; the live key stays')
  async remove(
    @Param('resource') nameOrId: string,
    @Param('id') id: string,
    @Ctx() context: RequestContext,
  ): Promise<ReceiptBody> {
    const { world } = this.engine;
    const resource = resolveResource(world, nameOrId);
    const { key } = find(world, resource, id);
    const { commands, promise } = this.changes.remove(resource, key);
    const outcome = await this.commands.execute(new Change(commands, context, promise));
    return this.receipt(outcome, context, { id, key });
  }

  @Get(':id/captures')
  @Reads('listCaptures', 'Every capture of a checkpoint, oldest first')
  async captures(
    @Param('resource') nameOrId: string,
    @Param('id') id: string,
    @Query() query: PageQuery,
    @Ctx() context: RequestContext,
  ): Promise<List<object>> {
    const { world, position } = await momentOf(this.engine, query, context);
    resolveResource(world, nameOrId);
    const cursor =
      query.cursor === undefined ? {} : { cursor: parsePosition(query.cursor, '/cursor') };
    const page = { limit: query.limit, order: 'oldest', ...cursor } as const;
    const found = this.engine.reads.events.list(
      { checkpoint: id, type: 'RegistryCheckpointCaptured', to: position },
      page,
    );
    const next = found.length < query.limit ? undefined : String(found.at(-1)?.position ?? '');
    const items = found.map((recorded) => captureShape(world, recorded));
    return withNext(items, next, context.reply);
  }

  @Get(':id/captures/:number')
  @Reads('getCapture', 'A capture with its content, as JSON or as a .reg file')
  async capture(
    @Param('resource') nameOrId: string,
    @Param('id') id: string,
    @Param('number', ParseIntPipe) number: number,
    @Query() query: AsOfQuery,
    @Ctx() context: RequestContext,
    @Req() { headers }: FastifyRequest,
  ): Promise<object> {
    const { world, position } = await momentOf(this.engine, query, context);
    const resource = resolveResource(world, nameOrId);
    const recorded = this.findCapture(id, number, position);
    const { key, view, effectiveKey } = find(world, resource, id);
    const content = this.engine.reads.contentOf(dataOf(recorded).source, effectiveKey);
    const tree = applyChanges(emptyTree, diffKeys(undefined, content, effectiveKey));
    const found = content && viewKey(tree, key, view);
    if (headers.accept?.includes(REG_FILE) === true)
      return toFile(renderRegFile(found, { key, replace: true }));
    const node = nameOf(world, 'nodes', dataOf(recorded).source.node) ?? '';
    const view_ = registryShape(
      this.engine.reads,
      found && { key: found, writtenAt: () => undefined },
      { node, view, key, depth: 'all' },
    );
    return { ...captureShape(world, recorded), content: view_ };
  }

  private findCapture(id: string, number: number, to: Position): Recorded {
    const filter = { checkpoint: id, type: 'RegistryCheckpointCaptured', to } as const;
    const [found] = this.engine.reads.events
      .list(filter, { limit: 1_000_000, order: 'oldest' })
      .filter((recorded) => dataOf(recorded).number === number);
    if (found === undefined)
      throw new ClusterError('ERROR_FILE_NOT_FOUND', `no such capture: ${number}`);
    return found;
  }

  private shapeById(world: World, resource: ResourceId, id: string): object {
    return this.shape(world, resource, find(world, resource, id));
  }

  private shape(
    world: World,
    resource: ResourceId,
    checkpoint: RegistryCheckpoint,
  ): { id: string } & Record<string, unknown> {
    const { id, key, view, effectiveKey, captures, hash, source } = checkpoint;
    return {
      id,
      kind: 'registry',
      key,
      view,
      effectiveKey,
      captures,
      hash,
      capturedAt: {
        node: nameOf(world, 'nodes', source.node) ?? null,
        nodeRevision: source.nodeRevision,
      },
      hazards: hazardsOf(world, resource, checkpoint),
    };
  }

  private receipt(
    outcome: Outcome,
    context: RequestContext,
    result: Record<string, unknown>,
  ): ReceiptBody {
    return receiptOf(outcome, context, { result, position: this.engine.fold.position ?? 0n });
  }
}

type Captured = Readonly<{
  checkpoint: string;
  number: number;
  reason: string;
  hash: string;
  source: { node: string; nodeRevision: number };
  clobberedBy?: object;
}>;

const dataOf = ({ event }: Recorded): Captured => event.data as Captured;

const captureShape = (world: World, recorded: Recorded): object => {
  const { number, reason, hash, source, clobberedBy } = dataOf(recorded);
  return {
    number,
    reason,
    hash,
    source: { node: nameOf(world, 'nodes', source.node), nodeRevision: source.nodeRevision },
    position: String(recorded.position),
    recordedAt: recorded.recordedAt.toISOString(),
    operation: recorded.metadata.operation,
    rule: recorded.metadata.rule ?? null,
    clobberedBy: clobberedBy ?? null,
  };
};

/** @throws ClusterError ERROR_FILE_NOT_FOUND */
const find = (world: World, resource: ResourceId, id: string): RegistryCheckpoint => {
  const checkpoint = resourceState(world, resource).checkpoints.get(id as never);
  if (checkpoint === undefined)
    throw new ClusterError('ERROR_FILE_NOT_FOUND', `no such checkpoint: ${id}`);
  return checkpoint;
};
