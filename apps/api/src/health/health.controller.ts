import { Controller, Get } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';

import { Reads } from '../core/answers.js';
import { Engine } from '../core/engine.js';
import { HttpProblem } from '../core/http-problem.js';

@ApiTags('operations')
@Controller()
export class HealthController {
  constructor(private readonly engine: Engine) {}

  @Get('healthz')
  @Reads('getHealth', 'Whether the process runs')
  health(): object {
    return { status: 'ok' };
  }

  @Get('readyz')
  @Reads('getReadiness', 'Whether requests are answered, and what is parked')
  ready(): object {
    const { fold, reads, freshness, mandate } = this.engine;
    if (!this.engine.isReady)
      throw new HttpProblem(503, 'starting', { detail: 'the log is not caught up with yet' });
    const { age } = freshness;
    const problem = this.engine.parts.problem?.();
    if (problem !== undefined)
      throw new HttpProblem(503, 'log-unavailable', {
        detail: `${problem}; what is here is ${age} s old`,
      });
    return {
      status: 'ready',
      position: String(fold.position ?? 0n),
      ...(mandate.lease && {
        age,
        lease: { isHeld: mandate.isHeld, holder: mandate.lease.holder ?? null },
      }),
      readModel: { position: String(reads.position), parked: reads.parked.list().length },
    };
  }
}
