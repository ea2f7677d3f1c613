import { Controller, Get, Header, Param, Query, Req } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import { type FastifyRequest } from 'fastify';

import { GetRegistryKey, ListValueVersions, RunningCluster } from '#application';

import { Lists, ReadsWith, Refuses } from '../http/answer/answers.js';
import { type List } from '../http/answer/reply.js';
import { asOf, noteIn } from '../http/request/as-of.js';
import { pagingOf } from '../http/request/paging.js';
import { Ctx, type RequestContext } from '../http/request/request.js';
import { depthOf, formOf, valuePageOf, registryAnswer } from './registry-answer.js';
import { HIVE, HIVE_BYTES, HIVE_NOTICE } from './hives/hive-answer.js';
import { versionCursor, versionShapes } from './registry-shapes.js';
import { REG_FILE } from './registry-streams.js';
import { HistoryQuery, RegistryQuery } from './registry.bodies.js';
import { REG_TEXT, REGISTRY_VIEW, VALUE_VERSION } from './registry-schemas.js';
import { ETAG, VARY } from '../http/answer/headers.js';
import { Writers } from './writers.js';

@ApiTags('registry')
@Controller('v1/nodes/:node/registry')
export class RegistryController {
  constructor(
    private readonly cluster: RunningCluster,
    private readonly queries: QueryBus,
  ) {}

  @Get()
  @ReadsWith(
    ['getRegistry', "A node's registry as a view shows it, as JSON, as a .reg file or as a hive"],
    REGISTRY_VIEW,
    {
      types: { [REG_FILE]: REG_TEXT, [HIVE]: HIVE_BYTES },
      headers: { ...ETAG, ...VARY, ...HIVE_NOTICE },
    },
  )
  @Refuses(422)
  @Header('vary', 'accept')
  async get(
    @Param('node') node: string,
    @Query() query: RegistryQuery,
    @Ctx() context: RequestContext,
    @Req() { headers }: FastifyRequest,
  ): Promise<object> {
    const form = formOf(headers.accept, query);
    const { key, view } = query;
    const depth = form.kind === 'json' ? depthOf(query) : 'all';
    const page = valuePageOf(query, form.kind);
    const asked = { node, key, view, depth, isPage: page !== undefined };
    const get = new GetRegistryKey(asOf(query, context), asked);
    const found = await this.queries.execute(get);
    noteIn(context.reply, found.moment);
    if (found.revision !== undefined) context.reply.etag = found.revision;
    return registryAnswer(this.cluster, found, { ...form, page, reply: context.reply });
  }

  @Get('history')
  @Lists(
    'getRegistryHistory',
    'Every version and deletion of the values at and below a key, and its creations and deletions, newest first',
    VALUE_VERSION,
  )
  @Refuses(422)
  async history(
    @Param('node') node: string,
    @Query() query: HistoryQuery,
    @Ctx() context: RequestContext,
  ): Promise<List<object>> {
    const { key, view, name } = query;
    const { asOf, limit, after: cursor, list } = pagingOf(this.cluster, query, context);
    const after = cursor === undefined ? undefined : versionCursor(cursor);
    const versions = new ListValueVersions(asOf, { node, key, view, name, limit, after });
    const { moment, items, next } = await this.queries.execute(versions);
    noteIn(context.reply, moment);
    const shapes = versionShapes(new Writers(this.cluster.reads, moment), items);
    return list(shapes, next && `${next.since}.${next.place}`);
  }
}
