import { Controller, Get, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { type FastifyReply } from 'fastify';

import { Metrics } from './metrics.js';
import { Tells } from '../http/answer/answers.js';

@ApiTags('operations')
@Controller()
export class MetricsController {
  constructor(private readonly metrics: Metrics) {}

  @Get('metrics')
  @Tells(['getMetrics', 'Returns the metrics for Prometheus'], undefined, {
    types: { 'text/plain': { type: 'string', description: 'The text format of Prometheus' } },
  })
  async read(@Res() reply: FastifyReply): Promise<void> {
    await reply.header('content-type', this.metrics.contentType).send(await this.metrics.text());
  }
}
