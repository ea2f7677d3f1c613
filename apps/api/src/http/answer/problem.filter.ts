import { Catch, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import { type FastifyReply, type FastifyRequest } from 'fastify';

import { type Defects } from './defects.js';
import { clearReplyHints } from './reply.js';

const RETRY_AFTER_S = 1;

/** Turns every refusal into an HTTP answer. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(private readonly defects: Defects) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const reply = http.getResponse<FastifyReply>();
    const problem = this.defects.problemOf(error, request.url);
    if (reply.sent) return;
    clearReplyHints(reply);
    if (problem.status === 503) void reply.header('retry-after', String(RETRY_AFTER_S));
    void reply
      .status(problem.status)
      .header('content-type', 'application/problem+json; charset=utf-8')
      .send(JSON.stringify(problem));
  }
}
