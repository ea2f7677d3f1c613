import { Controller, Get, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { type FastifyReply } from 'fastify';

import { presentDrift, RunningCluster } from '#application';

import { Metrics } from './metrics.js';
import { Tells } from '../http/answer/answers.js';

@ApiTags('operations')
@Controller()
export class MetricsController {
  /** The count under way: readers that come together share it. */
  private counting: Promise<void> | undefined;

  constructor(
    private readonly metrics: Metrics,
    private readonly cluster: RunningCluster,
  ) {}

  @Get('metrics')
  @Tells(['getMetrics', 'Returns the metrics for Prometheus'], undefined, {
    types: { 'text/plain': { type: 'string', description: 'The text format of Prometheus' } },
  })
  async read(@Res() reply: FastifyReply): Promise<void> {
    this.counting ??= this.countDrift();
    await this.counting;
    await reply.header('content-type', this.metrics.contentType).send(await this.metrics.text());
  }

  private async countDrift(): Promise<void> {
    try {
      this.metrics.drifted(await presentDrift(this.cluster));
    } finally {
      this.counting = undefined;
    }
  }
}
