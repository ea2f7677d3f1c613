import { Controller, Get, Param, Query } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';

import { GetBackup, ListBackups, RunningCluster } from '#application';

import { Lists, Reads } from '../http/answer/answers.js';
import { type List } from '../http/answer/reply.js';
import { asOf, AsOfQuery, noteIn } from '../http/request/as-of.js';
import { pageOf, pagingOf, PageQuery } from '../http/request/paging.js';
import { Ctx, type RequestContext } from '../http/request/request.js';
import { momentShape } from '../questions/moment-shape.js';
import { BACKUP, BACKUP_WITH_MANIFEST, type BackupShape } from './backup-schemas.js';
import { backupShape } from './backup-shape.js';

/** Cuts of the log that can be trusted. */
@ApiTags('backups')
@Controller('v1/backups')
export class BackupsController {
  constructor(
    private readonly cluster: RunningCluster,
    private readonly queries: QueryBus,
  ) {}

  @Get()
  @Lists('listBackups', 'Lists the backups, newest first', BACKUP)
  async list(
    @Query() query: PageQuery,
    @Ctx() context: RequestContext,
  ): Promise<List<BackupShape>> {
    const paging = pagingOf(this.cluster, query, context);
    const { moment, backups } = await this.queries.execute(new ListBackups(paging.asOf));
    noteIn(context.reply, moment);
    const { items, next } = pageOf(backups, paging, ({ id }) => id);
    return { items: items.map((backup) => backupShape(this.cluster, backup)), next };
  }

  @Get(':id')
  @Reads('getBackup', 'Returns a backup with its manifest', BACKUP_WITH_MANIFEST)
  async get(
    @Param('id') id: string,
    @Query() query: AsOfQuery,
    @Ctx() context: RequestContext,
  ): Promise<object> {
    const found = await this.queries.execute(new GetBackup(asOf(query, context), { id }));
    const { moment, backup, manifest } = found;
    noteIn(context.reply, moment);
    return {
      ...backupShape(this.cluster, backup),
      moment: momentShape(this.cluster.reads, moment),
      manifest,
    };
  }
}
