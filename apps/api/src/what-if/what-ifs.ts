import { Injectable } from '@nestjs/common';

import { Engine, ForkFull } from '#engine';

import { Defects } from '../http/answer/defects.js';
import { badRequest, HttpProblem } from '../http/answer/http-problem.js';
import { askerOf, type RequestContext } from '../http/request/request.js';
import { requireForkable } from './forkable.js';
import { tryOut, type Trial } from './trial.js';
import { WhatIfQueue } from './what-if-queue.js';
import { type WhatIfBody } from './what-if.bodies.js';
import { type WhatIfShape } from './what-if-schemas.js';

/** Answers what-ifs, a few at once. */
@Injectable()
export class WhatIfs {
  private readonly queue = new WhatIfQueue();

  constructor(
    private readonly engine: Engine,
    private readonly defects: Defects,
  ) {}

  /**
   * @throws HttpProblem 400 for a request that can't be tried, 422 for one that would do too much, 503
   *   if too many wait
   */
  answer(body: WhatIfBody, context: RequestContext): Promise<WhatIfShape> {
    const commands = body.commands;
    if (commands === undefined) throw badRequest('/commands', 'is needed');
    requirePresent(body);
    requireForkable(commands, '/commands');
    const trial = { asker: askerOf(context), commands, advance: body.advance ?? 0 };
    return this.queue.run(() => this.ofNow(trial));
  }

  private async ofNow(trial: Trial): Promise<WhatIfShape> {
    const { engine, defects } = this;
    const fork = await engine.fork();
    try {
      return await tryOut(fork, trial, (error, path) => defects.problemOf(error, path));
    } catch (error) {
      if (!(error instanceof ForkFull)) throw error;
      const detail = `this would write ${error.message}; try fewer commands, or less time`;
      throw new HttpProblem(422, 'what-if-too-long', { detail });
    }
  }
}

/**
 * @throws HttpProblem 400 for a what-if of the past
 */
const requirePresent = ({ at, operation, step, with: others, commands = [] }: WhatIfBody): void => {
  const when = commands.find((command) => command.when !== undefined)?.when;
  const asked = Object.entries({ at, operation, step, with: others, when });
  const [field] = asked.find(([, value]) => value !== undefined) ?? [];
  if (field !== undefined) throw badRequest(`/${field}`, 'is not answered yet');
};
