import { Controller, Get } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';

import { Engine } from '#engine';
import { LogReplaced } from '#event-store';
import { backupAlarm, type BackupAlarm } from '#processes';

import { Tells } from '../http/answer/answers.js';
import { HttpProblem } from '../http/answer/http-problem.js';
import { notStarted } from '../start/starting.js';
import { HEALTH, READINESS } from './health-schemas.js';

@ApiTags('operations')
@Controller()
export class HealthController {
  constructor(private readonly engine: Engine) {}

  @Get('healthz')
  @Tells(['getHealth', 'Tells whether the process runs'], HEALTH)
  health(): object {
    return { status: 'ok' };
  }

  @Get('readyz')
  @Tells(
    ['getReadiness', 'Tells whether requests are answered, and which events are parked'],
    READINESS,
  )
  ready(): object {
    this.requireReady();
    const { fold, reads, staleness, leadership, clusterState, now } = this.engine;
    const alarm = backupAlarm(clusterState, now);
    return {
      status: 'ready',
      position: String(fold.position ?? 0n),
      ...(alarm && { alarms: [alarmShape(alarm)] }),
      ...(leadership.lease && {
        age: staleness.age,
        lease: { isHeld: leadership.isHeld, holder: leadership.lease.holder ?? null },
      }),
      readModel: { position: String(reads.position), parked: reads.parked.count },
    };
  }

  /**
   * @throws HttpProblem, FoldStopped, ReadModelStopped, ReadModelDamaged; each names the reason why
   * requests would wait
   */
  private requireReady(): void {
    const { problem, isReady, staleness } = this.engine;
    if (!isReady) throw notStarted(problem);
    const { fold, reads } = this.engine;
    if (problem instanceof LogReplaced) throw problem;
    if (problem !== undefined)
      throw new HttpProblem(503, 'log-unavailable', {
        detail: `${problem.message}; the state here is ${staleness.age} s old`,
      });
    const stopped = fold.stopped ?? reads.stopped ?? reads.rebuilding;
    if (stopped !== undefined) throw stopped;
  }
}

/** A server with an alarm answers requests, so that it stays ready. */
const alarmShape = ({ since, detail }: BackupAlarm): object => ({
  ...{ kind: 'backup-overdue', since: new Date(since).toISOString(), detail },
});
