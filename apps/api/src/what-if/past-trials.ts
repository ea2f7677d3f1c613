import { Injectable, type OnModuleDestroy } from '@nestjs/common';

import { momentOf, RunningCluster, timeAt, type Moment } from '#application';
import { Engine } from '#engine';

import { momentShape } from '../questions/moment-shape.js';
import { type AskedOperation } from './asked.js';
import { momentBefore } from './moment-before.js';
import { type Trial } from './trial.js';
import { TrialThreads } from './trial-threads.js';
import { type WhatIfShape } from './what-if-schemas.js';

/** Tries commands at past moments, on threads of their own. */
@Injectable()
export class PastTrials implements OnModuleDestroy {
  constructor(
    private readonly engine: Engine,
    private readonly cluster: RunningCluster,
    private readonly threads: TrialThreads,
  ) {}

  async onModuleDestroy(): Promise<void> {
    await this.threads.stop();
  }

  async ofMoment(trial: Trial, at: string): Promise<WhatIfShape> {
    const moment = await momentOf(this.cluster, { at });
    return this.carryOut(trial, moment, timeAt(this.cluster, at, moment));
  }

  /** Tries commands just before a step of an operation, or instead of its command. */
  async ofOperation(trial: Trial, asked: AskedOperation): Promise<WhatIfShape> {
    const { position, now } = await momentBefore(this.cluster, asked);
    return this.carryOut(trial, await momentOf(this.cluster, { at: String(position) }), now);
  }

  private carryOut(trial: Trial, moment: Moment, now: number): Promise<WhatIfShape> {
    const base = momentShape(this.cluster.reads, moment);
    const { readsFile: file, name } = this.engine;
    const past = { file, cluster: name, position: String(moment.position), now };
    return this.threads.run({ moment: past, trial: { ...trial, base } });
  }
}
