import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';

import { HttpProblem } from '../http/answer/http-problem.js';
import { type StartTrials, type TrialOrder } from './trial-messages.js';
import { stopped, TrialWorker } from './trial-worker.js';
import { type WhatIfShape } from './what-if-schemas.js';

const WORKER = new URL('./what-if.worker.js', import.meta.url);
/** The memory of a thread in MiB, the most threads, and the time that an idle one stays. */
const [MAX_MEMORY_MB, MAX_THREADS, IDLE_MS] = [512, 8, 60_000];

const startThread: StartTrials = () =>
  new Worker(WORKER, { resourceLimits: { maxOldGenerationSizeMb: MAX_MEMORY_MB } });

type Asked = Omit<TrialOrder, 'id'>;

type Waiting = Readonly<{ asked: Asked; answer: PromiseWithResolvers<WhatIfShape> }>;

type Idle = Readonly<{ worker: TrialWorker; timer: NodeJS.Timeout }>;

/** A core is left to the requests. */
const threadsFor = (cores: number): number => Math.min(MAX_THREADS, Math.max(1, cores - 1));

/** Carries out trials at past moments on a few threads, which stay for a while. */
export class TrialThreads {
  private readonly idle: Idle[] = [];
  private readonly waiting: Waiting[] = [];
  private readonly busy = new Set<TrialWorker>();

  constructor(
    private readonly start: StartTrials = startThread,
    private readonly most = threadsFor(availableParallelism()),
  ) {}

  /**
   * @throws HttpProblem the refusal of the trial, 422 if it needs too much memory, or 503 if it takes
   *   too long
   * @throws ReadModelDamaged
   */
  run(asked: Asked): Promise<WhatIfShape> {
    const answer = Promise.withResolvers<WhatIfShape>();
    this.waiting.push({ asked, answer });
    this.next();
    return answer.promise;
  }

  /** Ends all threads. Trials under way are refused. */
  async stop(): Promise<void> {
    for (const { answer } of this.waiting.splice(0)) answer.reject(stopped());
    const idle = this.idle.splice(0);
    for (const { timer } of idle) clearTimeout(timer);
    const workers = [...this.busy, ...idle.map(({ worker }) => worker)];
    await Promise.all(workers.map((worker) => worker.end()));
  }

  private next(): void {
    if (this.busy.size >= this.most) return;
    const next = this.waiting.shift();
    if (next === undefined) return;
    const worker = this.rested() ?? new TrialWorker(this.start);
    this.busy.add(worker);
    worker.run(next.asked).then(
      (answer) => {
        this.leave(worker, true);
        next.answer.resolve(answer);
      },
      (error: unknown) => {
        this.leave(worker, error instanceof HttpProblem && error.status < 500);
        next.answer.reject(error);
      },
    );
  }

  private rested(): TrialWorker | undefined {
    const idle = this.idle.pop();
    clearTimeout(idle?.timer);
    return idle?.worker;
  }

  private leave(worker: TrialWorker, isWell: boolean): void {
    this.busy.delete(worker);
    if (isWell) this.rest(worker);
    else void worker.end();
    this.next();
  }

  private rest(worker: TrialWorker): void {
    const timer = setTimeout(() => {
      this.idle.splice(this.idle.indexOf(idle), 1);
      void worker.end();
    }, IDLE_MS);
    timer.unref();
    const idle = { worker, timer };
    this.idle.push(idle);
  }
}
