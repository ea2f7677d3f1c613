import { Readable } from 'node:stream';

import { Controller, Get, Header, Query, Req, Res, StreamableFile } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import { type FastifyReply, type FastifyRequest } from 'fastify';

import { BeginExport, given, RunningCluster, type BegunExport } from '#application';
import { Engine } from '#engine';

import { selectionOf } from '../history/event-selection.js';
import { Refuses, Tells } from '../http/answer/answers.js';
import { CACHE_CONTROL, MOMENT_HEADERS } from '../http/answer/headers.js';
import { noteIn } from '../http/request/as-of.js';
import { Ctx, type RequestContext } from '../http/request/request.js';
import { type Asked, headerOf } from './export-header.js';
import { exportLines } from './export-lines.js';
import { EXPORT_KEY, EXPORT_LINES, JSON_LINES, type ExportKeyShape } from './export-schemas.js';
import { ExportQuery } from './exports.bodies.js';
import { OpenExports } from './open-exports.js';

/** Events as a signed file. */
@ApiTags('exports')
@Controller('v1/export')
export class ExportsController {
  constructor(
    private readonly cluster: RunningCluster,
    private readonly engine: Engine,
    private readonly open: OpenExports,
    private readonly bus: CommandBus,
  ) {}

  @Get()
  @Header('cache-control', 'no-store, no-transform')
  @Tells(['exportEvents', 'Gives out events as signed JSON lines, which is recorded'], undefined, {
    types: { [JSON_LINES]: EXPORT_LINES },
    headers: { ...MOMENT_HEADERS, ...CACHE_CONTROL },
  })
  @Refuses(404, 409, 422)
  async export(
    @Query() query: ExportQuery,
    @Ctx() context: RequestContext,
    @Req() { method }: FastifyRequest,
    @Res({ passthrough: true }) { raw }: FastifyReply,
  ): Promise<StreamableFile> {
    const { caller, after, reply } = context;
    const selection = selectionOf(query);
    // A HEAD gives no event out, so there is nothing to record.
    const isRecorded = method !== 'HEAD';
    const begin = (): Promise<BegunExport> =>
      this.bus.execute(new BeginExport(caller, { selection, after, isRecorded }));
    const begun = isRecorded ? await this.open.within(raw, begin) : await begin();
    noteIn(reply, begun.moment);
    const filters = given(selection);
    const asked = { actor: caller.actor, reason: caller.reason, filters };
    return new StreamableFile(this.linesOf(begun, asked), { type: JSON_LINES });
  }

  @Get('key')
  @Tells(['getExportKey', 'Returns the public key that exports are signed with'], EXPORT_KEY)
  key(): ExportKeyShape {
    return this.engine.exportSigner.key;
  }

  private linesOf(begun: BegunExport, asked: Asked): Readable {
    const { recordedAs } = begun;
    if (recordedAs === undefined) return Readable.from([]);
    const { cluster } = this;
    const signing = this.engine.exportSigner;
    const header = headerOf(cluster, { begun, recordedAs, asked, key: signing.key });
    return Readable.from(exportLines({ cluster, signing, begun, header }), { objectMode: false });
  }
}
