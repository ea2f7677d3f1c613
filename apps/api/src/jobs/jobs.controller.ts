import { Controller, Delete, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';

import { RunningCluster } from '#application';
import { ClusterError } from '#clusapi';
import { Engine, type Job } from '#engine';

import { Begins, ListsPresent, Tells } from '../http/answer/answers.js';
import { type List } from '../http/answer/reply.js';
import { LimitQuery, pageOf, pagingOf } from '../http/request/paging.js';
import { Ctx, type RequestContext } from '../http/request/request.js';
import { WithoutFold } from '../start/fold-guard.js';
import { JOB, type JobShape } from './job-schemas.js';
import { jobShape } from './job-shape.js';

/** Work that takes long: it is begun, then asked for. */
@ApiTags('jobs')
@Controller('v1')
export class JobsController {
  constructor(
    private readonly engine: Engine,
    private readonly cluster: RunningCluster,
  ) {}

  @Post('audit/verify')
  @HttpCode(202)
  @WithoutFold()
  @Begins(
    'verify',
    'Compares the log, the captures, the snapshot, the read model and the sealed keys',
    JOB,
  )
  async verify(@Ctx() { reply }: RequestContext): Promise<JobShape> {
    const job = await this.engine.jobs.start('verify', undefined);
    reply.location = `/v1/jobs/${job.id}`;
    return jobShape(job);
  }

  @Get('jobs')
  @ListsPresent('listJobs', 'Lists the jobs of this server since its start, newest first', JOB)
  list(@Query() query: LimitQuery, @Ctx() context: RequestContext): List<JobShape> {
    const paging = pagingOf(this.cluster, query, context);
    const { items, next } = pageOf(this.engine.jobs.list(), paging, ({ id }) => id);
    return { items: items.map(jobShape), next };
  }

  @Get('jobs/:id')
  @Tells(['getJob', 'Returns a job with its progress and the faults that it has found'], JOB)
  get(@Param('id') id: string): JobShape {
    return jobShape(found(this.engine.jobs.get(id), id));
  }

  @Delete('jobs/:id')
  @WithoutFold()
  @Tells(['cancelJob', 'Cancels a job; a job that has ended stays as it is'], JOB)
  async cancel(@Param('id') id: string): Promise<JobShape> {
    return jobShape(found(await this.engine.jobs.cancel(id), id));
  }
}

/** @throws ClusterError ERROR_FILE_NOT_FOUND if the job is unknown or forgotten */
const found = (job: Job | undefined, id: string): Job => {
  if (job === undefined) throw new ClusterError('ERROR_FILE_NOT_FOUND', `no such job: ${id}`);
  return job;
};
