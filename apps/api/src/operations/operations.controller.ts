import { Controller, Get, Header, Param, Query, Req, StreamableFile } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import { type FastifyRequest } from 'fastify';

import { GetOperation, ListOperations, RunningCluster } from '#application';
import { type Redaction } from '#registry';

import { Lists, ReadsWith, Refuses } from '../http/answer/answers.js';
import { VARY } from '../http/answer/headers.js';
import { type List } from '../http/answer/reply.js';
import { asOf, AsOfQuery, noteIn } from '../http/request/as-of.js';
import { pagingOf } from '../http/request/paging.js';
import { Ctx, type RequestContext } from '../http/request/request.js';
import { text } from '../http/schema/schema.js';
import { OPERATION, OPERATION_REPORT, type ReportShape } from './operation-schemas.js';
import { operationShape } from './operation-shapes.js';
import { OperationsQuery } from './operations.bodies.js';
import { formFor, type Form } from './report-form.js';
import { reportShape } from './report-shapes.js';
import { markdown } from './text/markdown.js';
import { plainText } from './text/plain-text.js';
import { reportBlocks } from './text/report-blocks.js';

@ApiTags('history')
@Controller('v1/operations')
export class OperationsController {
  constructor(
    private readonly cluster: RunningCluster,
    private readonly queries: QueryBus,
  ) {}

  @Get()
  @Lists('listOperations', 'Lists operations, newest first', OPERATION)
  @Refuses(404)
  async operations(
    @Query() query: OperationsQuery,
    @Ctx() context: RequestContext,
  ): Promise<List<object>> {
    const { asOf, limit, after, list } = pagingOf(this.cluster, query, context);
    const { kind, group, resource, node, actor, status, from, to } = query;
    const operations = new ListOperations(asOf, {
      ...{ kind, group, resource, node, actor, status, from, to },
      ...{ edits: query.edits === 'true', limit, cursor: after },
    });
    const { moment, items, next } = await this.queries.execute(operations);
    noteIn(context.reply, moment);
    const shapes = items.map((report) => operationShape(this.cluster.reads, report));
    return list(shapes, next);
  }

  @Get(':id')
  @ReadsWith(
    ['getOperation', 'Returns the whole report of an operation, as JSON, text or Markdown'],
    OPERATION_REPORT,
    { types: { 'text/plain': text, 'text/markdown': text }, headers: VARY },
  )
  @Header('vary', 'accept')
  async operation(
    @Param('id') id: string,
    @Query() query: AsOfQuery,
    @Ctx() context: RequestContext,
    @Req() { headers }: FastifyRequest,
  ): Promise<object> {
    const get = new GetOperation(asOf(query, context), { id });
    const { moment, report } = await this.queries.execute(get);
    noteIn(context.reply, moment);
    const form = formFor(headers.accept);
    return written(reportShape(this.cluster.reads, report), form, this.cluster.redaction);
  }
}

/** A report in one of its forms. */
const written = (report: ReportShape, form: Form, redaction: Redaction): object => {
  if (form === 'application/json') return report;
  const write = form === 'text/plain' ? plainText : markdown;
  const bytes = Buffer.from(write(reportBlocks(report, redaction)));
  return new StreamableFile(bytes, { type: `${form}; charset=utf-8`, length: bytes.length });
};
