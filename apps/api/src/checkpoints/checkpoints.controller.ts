import { Controller, Get, Header, Param, ParseIntPipe, Query, Req } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiParam, ApiTags } from '@nestjs/swagger';
import { type FastifyRequest } from 'fastify';

import {
  capturedIn,
  GetCapture,
  findCheckpoint,
  parsePosition,
  checkpointsOf,
  listedResource,
  recordedCheckpoint,
  RunningCluster,
  type Moment,
} from '#application';
import { type ResourceId, type ClusterView } from '#domain';
import { type Recorded } from '#event-store';
import { renderRegFile, type HiveForm } from '#registry';

import { Lists, Reads, ReadsWith } from '../http/answer/answers.js';
import { VARY } from '../http/answer/headers.js';
import { asOf, AsOfQuery, momentOf, noteIn } from '../http/request/as-of.js';
import { pageOf, pagingOf, PageQuery } from '../http/request/paging.js';
import { type List } from '../http/answer/reply.js';
import { Ctx, type RequestContext } from '../http/request/request.js';
import {
  HIVE,
  HIVE_BYTES,
  HIVE_NOTICE,
  HiveFormat,
  toHive,
} from '../registry/hives/hive-answer.js';
import { formOf } from '../registry/registry-answer.js';
import { REG_FILE, toFile } from '../registry/registry-streams.js';
import { registryShape } from '../registry/registry-shapes.js';
import { Writers } from '../registry/writers.js';
import { changedShape } from './changed-shape.js';
import { captureShape, checkpointShape } from './checkpoint-shapes.js';
import { CAPTURE, CAPTURE_CONTENT, CHECKPOINT, type CaptureShape } from './checkpoint-schemas.js';
import { REG_TEXT } from '../registry/registry-schemas.js';

/** The greatest numbers of changes that a list and a single capture show. */
const LISTED_CHANGES = 20;
const SHOWN_CHANGES = 100;

class CaptureQuery extends AsOfQuery {
  @HiveFormat() readonly format?: HiveForm;
}

@ApiTags('checkpoints')
@Controller('v1/resources/:resource/checkpoints')
export class CheckpointsController {
  constructor(
    private readonly cluster: RunningCluster,
    private readonly queries: QueryBus,
  ) {}

  @Get()
  @Lists('listCheckpoints', 'Lists the checkpoints of a resource with their hazards', CHECKPOINT)
  async list(
    @Param('resource') nameOrId: string,
    @Query() query: PageQuery,
    @Ctx() context: RequestContext,
  ): Promise<List<object>> {
    const paging = pagingOf(this.cluster, query, context);
    const { clusterState } = await momentOf(this.cluster, paging.asOf, paging.context);
    const resource = listedResource(clusterState, nameOrId);
    const { checkpoints: registry, crypto } = checkpointsOf(clusterState, resource);
    const checkpoints = [...registry.values(), ...crypto.values()];
    const { reads } = this.cluster;
    const shapes = checkpoints.map((checkpoint) =>
      checkpointShape({ clusterState, reads }, resource, checkpoint),
    );
    return pageOf(shapes, paging, ({ id }) => id);
  }

  @Get(':id')
  @Reads('getCheckpoint', 'Returns a checkpoint', CHECKPOINT)
  async get(
    @Param('resource') nameOrId: string,
    @Param('id') id: string,
    @Query() query: AsOfQuery,
    @Ctx() context: RequestContext,
  ): Promise<object> {
    const { clusterState } = await momentOf(this.cluster, query, context);
    const resource = listedResource(clusterState, nameOrId);
    return this.shapeOf(clusterState, resource, id);
  }

  @Get(':id/captures')
  @Lists('listCaptures', 'Lists every capture of a checkpoint, oldest first', CAPTURE)
  async captures(
    @Param('resource') nameOrId: string,
    @Param('id') id: string,
    @Query() query: PageQuery,
    @Ctx() context: RequestContext,
  ): Promise<List<object>> {
    const { asOf, limit, list, ...paging } = pagingOf(this.cluster, query, context);
    const moment = await momentOf(this.cluster, asOf, paging.context);
    const { data } = recordedCheckpoint(this.cluster, moment, { resource: nameOrId, id });
    const after = paging.after === undefined ? 0 : Number(parsePosition(paging.after, '/cursor'));
    const { captures } = this.cluster.reads;
    const found = captures.list(id, { after, limit: limit + 1, to: moment.position });
    const items: CaptureShape[] = [];
    for (const recorded of found.slice(0, limit)) {
      if (items.length > 0) await this.cluster.takeTurn();
      items.push(this.shownCapture(moment, recorded, { data, most: LISTED_CHANGES }));
    }
    const next = found.length > limit ? items.at(-1)?.number.toString() : undefined;
    return list(items, next);
  }

  @Get(':id/captures/:number')
  @ApiParam({ name: 'number', schema: { type: 'integer', minimum: 1 } })
  @ReadsWith(
    ['getCapture', 'Returns a capture with its content, as JSON, as a .reg file or as a hive'],
    CAPTURE_CONTENT,
    {
      types: { [REG_FILE]: REG_TEXT, [HIVE]: HIVE_BYTES },
      headers: { ...VARY, ...HIVE_NOTICE },
    },
  )
  @Header('vary', 'accept')
  async capture(
    @Param('resource') nameOrId: string,
    @Param('id') id: string,
    @Param('number', ParseIntPipe) number: number,
    @Query() query: CaptureQuery,
    @Ctx() context: RequestContext,
    @Req() { headers }: FastifyRequest,
  ): Promise<object> {
    const { kind, format } = formOf(headers.accept, query);
    const get = new GetCapture(asOf(query, context), { resource: nameOrId, id, number });
    const { moment, recorded, content, data } = await this.queries.execute(get);
    noteIn(context.reply, moment);
    const shape = this.shownCapture(moment, recorded, { data, most: SHOWN_CHANGES });
    if (content === undefined) return shape;
    const { found, ...asked } = content;
    const { key } = asked;
    if (kind === 'reg-file') return toFile(renderRegFile(found?.key, { key, replace: true }));
    if (kind === 'hive') {
      const recordedAt = recorded.recordedAt.getTime();
      return toHive(found?.key, { path: key, format, recordedAt, reply: context.reply });
    }
    const writers = new Writers(this.cluster.reads, moment);
    return { ...shape, content: registryShape(writers, found, { ...asked, depth: 'all' }) };
  }

  /** A capture with what it changed. */
  private shownCapture(
    moment: Moment,
    recorded: Recorded,
    { data, most }: Readonly<{ data: object; most: number }>,
  ): CaptureShape {
    const { reads } = this.cluster;
    const { checkpoint, number } = capturedIn(recorded);
    const { effectiveKey } = data as Readonly<{ effectiveKey?: string }>;
    const changed =
      effectiveKey === undefined
        ? undefined
        : reads.provenance.changes.of({ checkpoint, number }, effectiveKey, {
            to: moment.position,
            most,
          });
    return captureShape(moment, recorded, changedShape(new Writers(reads, moment), changed));
  }

  private shapeOf(clusterState: ClusterView, resource: ResourceId, id: string): object {
    const { reads } = this.cluster;
    return checkpointShape(
      { clusterState, reads },
      resource,
      findCheckpoint(clusterState, resource, id),
    );
  }
}
