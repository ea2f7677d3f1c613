import { Controller, Get, Header, Param, Query, Req } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { type FastifyRequest } from 'fastify';

import { nameOf, nodeState, resolveNode, RunningCluster } from '#application';
import { streamName, type NodeId } from '#domain';
import { toPosition } from '#event-store';
import { type Depth } from '#read-models';
import { effectiveKey, parseKey, renderRegFile, viewKey, type RegistryView } from '#registry';

import { Reads } from '../http/answer/answers.js';
import { momentOf } from '../http/request/as-of.js';
import { withNext } from '../http/request/paging.js';
import { type List } from '../http/answer/reply.js';
import { Ctx, type RequestContext } from '../http/request/request.js';
import { REG_FILE, toFile, toStream } from './registry-streams.js';
import {
  registryShape,
  registryText,
  versionCursor,
  versionShapes,
  type Asked,
  type Found,
} from './registry-shapes.js';
import { HistoryQuery, RegistryQuery } from './registry.bodies.js';

@ApiTags('registry')
@Controller('v1/nodes/:node/registry')
export class RegistryController {
  constructor(private readonly cluster: RunningCluster) {}

  @Get()
  @Reads('getRegistry', "A node's registry as a view shows it, as JSON or as a .reg file")
  @Header('vary', 'accept')
  async get(
    @Param('node') nameOrId: string,
    @Query() query: RegistryQuery,
    @Ctx() context: RequestContext,
    @Req() { headers }: FastifyRequest,
  ): Promise<object> {
    const moment = await momentOf(this.cluster, query, context);
    const { position } = moment;
    const node = resolveNode(moment, nameOrId);
    const key = keyOf(query);
    const { view } = query;
    this.cluster.reads.parked.assertAnswerable({
      stream: streamName(this.cluster.name, 'node', node),
    });
    if (query.at === undefined)
      context.reply.etag = nodeState(this.cluster.state, node).registryRevision;
    const isFile = isRegFile(headers.accept);
    const depth = isFile ? 'all' : depthOf(query);
    const found =
      query.at === undefined && depth === 'all'
        ? await this.live(node, { key, view }, context)
        : this.past(node, { key, view, depth, at: Number(position) });
    if (isFile) return toFile(renderRegFile(found?.key, { key, replace: false }));
    const name = nameOf(moment, 'nodes', node) ?? node;
    return this.answer(found, { node: name, view, key, depth });
  }

  /** What was is not changed any more: all of it is looked up as it is told. */
  private past(node: NodeId, { depth, ...asked }: Omit<Asked, 'node'> & { at: number }): Found {
    const { registry } = this.cluster.reads;
    return depth === 'all'
      ? registry.walkAt(node, asked)
      : registry.viewAt(node, { depth, ...asked });
  }

  private answer(found: Found, asked: Asked): object {
    const { reads } = this.cluster;
    return asked.depth === 'all'
      ? toStream(registryText(reads, found, asked), 'application/json; charset=utf-8')
      : registryShape(reads, found, asked);
  }

  /** All that is there now: the fold has it, and it stays as it is while it is told. */
  private async live(
    node: NodeId,
    { key, view }: Readonly<{ key: string; view: RegistryView }>,
    { reply, caller }: RequestContext,
  ): Promise<Found> {
    const { registry } = nodeState(this.cluster.state, node);
    const position = this.cluster.log.position ?? toPosition(0n);
    await this.cluster.reads.reached(position, caller.deadline);
    reply.position = position;
    const found = viewKey(registry, key, view);
    const writtenAt = this.cluster.reads.registry.writers(node, view, Number(position));
    return found && { key: found, writtenAt };
  }

  @Get('history')
  @Reads('getRegistryHistory', 'Every version of the values at and below a key, newest first')
  async history(
    @Param('node') nameOrId: string,
    @Query() query: HistoryQuery,
    @Ctx() context: RequestContext,
  ): Promise<List<object>> {
    const moment = await momentOf(this.cluster, query, context);
    const { position } = moment;
    const node = resolveNode(moment, nameOrId);
    this.cluster.reads.parked.assertAnswerable({
      stream: streamName(this.cluster.name, 'node', node),
    });
    const key = effectiveKey(parseKey(query.key), query.view);
    const first = { since: Number(position) + 1, place: 0 };
    const after = query.cursor === undefined ? first : versionCursor(query.cursor);
    const { items, isLast } = this.cluster.reads.valueHistory(
      { node, key, ...(query.name !== undefined && { name: query.name }) },
      { limit: query.limit, after },
    );
    const last = isLast ? undefined : items.at(-1);
    return withNext(
      versionShapes(this.cluster.reads, items),
      last && `${String(last.since)}.${last.place}`,
      context.reply,
    );
  }
}

/** '' is HKLM itself. */
const keyOf = ({ key }: RegistryQuery): string => (key === '' ? '' : parseKey(key));

const isRegFile = (accept: string | undefined): boolean => accept?.includes(REG_FILE) === true;

const depthOf = ({ depth }: RegistryQuery): Depth => (depth === 'all' ? 'all' : Number(depth));
