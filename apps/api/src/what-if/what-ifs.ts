import { Inject, Injectable, type OnModuleDestroy } from '@nestjs/common';

import { momentOf, RunningCluster, timeAt } from '#application';
import { Engine } from '#engine';

import { Defects } from '../http/answer/defects.js';
import { badRequest } from '../http/answer/http-problem.js';
import { askerOf, type RequestContext } from '../http/request/request.js';
import { momentShape } from '../questions/moment-shape.js';
import { requireForkable } from './forkable.js';
import { tryOut, type Trial } from './trial.js';
import { TrialThreads } from './trial-threads.js';
import { WhatIfQueue } from './what-if-queue.js';
import { type WhatIfBody } from './what-if.bodies.js';
import { type WhatIfShape } from './what-if-schemas.js';

/** Answers what-ifs, a few at once. */
@Injectable()
export class WhatIfs implements OnModuleDestroy {
  private readonly queue = new WhatIfQueue();

  constructor(
    private readonly engine: Engine,
    private readonly cluster: RunningCluster,
    private readonly defects: Defects,
    @Inject(TrialThreads) private readonly threads: TrialThreads,
  ) {}

  async onModuleDestroy(): Promise<void> {
    await this.threads.stop();
  }

  /**
   * @throws HttpProblem 400 for a request that can't be tried, 422 for one that would do too much, 503
   *   if too many wait
   */
  answer(body: WhatIfBody, context: RequestContext): Promise<WhatIfShape> {
    const { commands, at, advance = 0 } = body;
    if (commands === undefined) throw badRequest('/commands', 'is needed');
    requireForkable(commands, '/commands');
    const trial = { asker: askerOf(context), commands, advance };
    return this.queue.run(() => (at === undefined ? this.ofNow(trial) : this.ofPast(trial, at)));
  }

  private async ofNow(trial: Trial): Promise<WhatIfShape> {
    const fork = await this.engine.fork();
    return tryOut(fork, trial, (error, path) => this.defects.problemOf(error, path));
  }

  private async ofPast(trial: Trial, at: string): Promise<WhatIfShape> {
    const { cluster, engine } = this;
    const moment = await momentOf(cluster, { at });
    const base = momentShape(cluster.reads, moment);
    const { readsFile: file, name } = engine;
    const position = String(moment.position);
    const now = timeAt(cluster, at, moment);
    return this.threads.run({
      moment: { file, cluster: name, position, now },
      trial: { ...trial, base },
    });
  }
}
