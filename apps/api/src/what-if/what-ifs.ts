import { Injectable } from '@nestjs/common';

import { Engine } from '#engine';

import { Defects } from '../http/answer/defects.js';
import { HttpProblem } from '../http/answer/http-problem.js';
import { askerOf, type RequestContext } from '../http/request/request.js';
import { type DryRuns } from '../http/routes/dry-runs.js';
import { askedIn } from './asked.js';
import { requireForkable } from './forkable.js';
import { PastTrials } from './past-trials.js';
import { tryOut, type Trial } from './trial.js';
import { type TriedCommand } from './tried-command.js';
import { MAX_RUNNING, WhatIfQueue } from './what-if-queue.js';
import { type WhatIfBody } from './what-if.bodies.js';
import { type WhatIfShape } from './what-if-schemas.js';

/** More what-ifs at once on the thread of the requests would only take turns with each other. */
const AT_ONCE = 2;

/** Answers what-ifs, a few at once. */
@Injectable()
export class WhatIfs implements DryRuns {
  private readonly queue = new WhatIfQueue();
  private readonly onThisThread = new WhatIfQueue({ running: AT_ONCE, waiting: MAX_RUNNING });

  constructor(
    private readonly engine: Engine,
    private readonly defects: Defects,
    private readonly past: PastTrials,
  ) {}

  /**
   * @throws HttpProblem 400 for a request that can't be tried, 422 for one that would do too much, 503
   *   if too many wait
   */
  async answer(body: WhatIfBody, context: RequestContext): Promise<WhatIfShape> {
    const asked = askedIn(body);
    const { commands, field } = asked;
    requireForkable(commands, field);
    const trial = { asker: askerOf(context), commands, field, advance: body.advance ?? 0 };
    return this.queue.run(() => {
      if ('operation' in asked) return this.past.ofOperation(trial, asked);
      return asked.at === undefined
        ? this.now(trial, context)
        : this.past.ofMoment(trial, asked.at);
    });
  }

  async tryOne(command: TriedCommand, context: RequestContext): Promise<WhatIfShape> {
    const asker = { ...askerOf(context), ifMatch: context.caller.ifMatch };
    const trial: Trial = { asker, commands: [command], field: 'commands', advance: 0 };
    const answer = await this.queue.run(() => this.now(trial, context));
    Object.assign(context.reply, { status: 200, position: answer.base.position });
    return answer;
  }

  private now(trial: Trial, { caller: { deadline } }: RequestContext): Promise<WhatIfShape> {
    return this.onThisThread.run(async () => {
      const fork = await this.engine.fork();
      const giveUp = (): void => {
        fork.end(tooLong());
      };
      deadline.addEventListener('abort', giveUp);
      if (deadline.aborted) giveUp();
      try {
        return await tryOut(fork, trial, (error, path) => this.defects.problemOf(error, path));
      } finally {
        deadline.removeEventListener('abort', giveUp);
      }
    });
  }
}

const tooLong = (): HttpProblem =>
  new HttpProblem(503, 'what-if-timed-out', {
    detail: 'the what-if took longer than the request waits; try fewer commands, or wait longer',
  });
