import { reasonOf } from '#event-store';
import { ReadModelDamaged } from '#read-models';

import { HttpProblem } from '../http/answer/http-problem.js';
import { type StartTrials, type TrialOrder, type TrialReport } from './trial-messages.js';
import { type WhatIfShape } from './what-if-schemas.js';

/** The longest trial. */
const MAX_TRIAL_MS = 60_000;

/** A thread that carries out one trial at a time. */
export class TrialWorker {
  private readonly thread: ReturnType<StartTrials>;
  private current: PromiseWithResolvers<TrialReport> | undefined;
  private count = 0;

  constructor(start: StartTrials) {
    this.thread = start();
    this.thread.on('message', (report) => {
      this.current?.resolve(report as TrialReport);
    });
    this.thread.on('error', (error) => {
      this.current?.reject(failureOf(error));
    });
    this.thread.on('exit', () => {
      this.current?.reject(stopped());
    });
  }

  /**
   * @throws HttpProblem, ReadModelDamaged; after any other error, and after a status of 500 and more,
   *   the thread can't be used again
   */
  async run(order: Omit<TrialOrder, 'id'>): Promise<WhatIfShape> {
    const current = Promise.withResolvers<TrialReport>();
    this.current = current;
    const timer = setTimeout(() => {
      current.reject(tooLong());
    }, MAX_TRIAL_MS);
    this.count += 1;
    this.thread.postMessage({ ...order, id: this.count });
    try {
      return answerOf(await current.promise);
    } finally {
      clearTimeout(timer);
      this.current = undefined;
    }
  }

  async end(): Promise<void> {
    this.current?.reject(stopped());
    await this.thread.terminate();
  }
}

const answerOf = (report: TrialReport): WhatIfShape => {
  if ('answer' in report) return report.answer;
  if ('failure' in report)
    throw report.isDamage ? new ReadModelDamaged(report.failure) : new Error(report.failure);
  const { status, slug, ...more } = report.problem;
  throw new HttpProblem(status, slug, more);
};

/** The refusal of a trial whose thread has ended. */
export const stopped = (): HttpProblem =>
  new HttpProblem(503, 'what-if-stopped', { detail: 'the thread of the what-if has ended' });

const tooLong = (): HttpProblem =>
  new HttpProblem(503, 'what-if-timed-out', {
    detail: `the what-if took more than ${MAX_TRIAL_MS / 1000} s; try fewer commands, or less time`,
  });

/** A thread that is out of memory ends with an error of its own. */
const failureOf = (error: unknown): Error =>
  (error as NodeJS.ErrnoException).code === 'ERR_WORKER_OUT_OF_MEMORY'
    ? new HttpProblem(422, 'what-if-too-long', {
        detail: 'this would need more memory than a what-if may have; try fewer commands',
      })
    : new Error(`a what-if failed: ${reasonOf(error)}`, { cause: error });
