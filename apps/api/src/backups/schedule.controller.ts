import { Controller, Get, Query } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';

import { GetBackupSchedule, RunningCluster } from '#application';

import { Reads, Refuses } from '../http/answer/answers.js';
import { asOf, AsOfQuery, noteIn } from '../http/request/as-of.js';
import { Ctx, type RequestContext } from '../http/request/request.js';
import { BACKUP_SCHEDULE } from './backup-schemas.js';
import { scheduleShape } from './backup-shape.js';

/** The schedule on which backups are taken. */
@ApiTags('backups')
@Controller('v1/backups/schedule')
export class ScheduleController {
  constructor(
    private readonly cluster: RunningCluster,
    private readonly queries: QueryBus,
  ) {}

  @Get()
  @Reads('getBackupSchedule', 'Returns the schedule of backups with its last run', BACKUP_SCHEDULE)
  @Refuses(404)
  async get(@Query() query: AsOfQuery, @Ctx() context: RequestContext): Promise<object> {
    const found = await this.queries.execute(new GetBackupSchedule(asOf(query, context)));
    noteIn(context.reply, found.moment);
    return scheduleShape(found, this.cluster.now);
  }
}
