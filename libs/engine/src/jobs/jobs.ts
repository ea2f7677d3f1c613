import { randomUUID } from 'node:crypto';
import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';

import { reasonOf } from '#event-store';

import { type JobReport, type StartJob } from './job-messages.js';
import { JOB_FILES, type ClusterPlace, type Fault } from './task-context.js';
import { type TaskInputs, type TaskName } from './tasks.js';

/** The state of a job, as it is shown. */
export type Job = Readonly<{
  id: string;
  kind: TaskName;
  /** The id of the backup that it verifies, if it is one of this log. */
  backup: string | undefined;
  status: 'running' | 'completed' | 'failed' | 'cancelled';
  /** The parts of the work that are done, of all parts. */
  done: number;
  of: number;
  startedAt: Date;
  endedAt: Date | undefined;
  /** The reason of a failed job. */
  failure: string | undefined;
  /** The code of its error. */
  code: string | undefined;
  /** The result of a completed job, if its task has one. */
  result: unknown;
  faults: readonly Fault[];
  /** True if more faults were found than are kept. */
  more: boolean;
}>;

/** As many jobs run already as may run at once. */
export class TooManyJobs extends Error {
  override readonly name = 'TooManyJobs';

  constructor(count: number) {
    super(`${count} jobs are running; try again when one has ended, or cancel one`);
  }
}

/** The most jobs that run at once, that are remembered, and the most faults of a job. */
const [MAX_RUNNING, MAX_KEPT, MAX_FAULTS] = [4, 100, 1000];
const WORKER = new URL('./job.worker.js', import.meta.url);

const startThread: StartJob = (workerData) => new Worker(WORKER, { workerData });

type Running = Readonly<{
  isCancelled: Int32Array;
  ended: Promise<void>;
  terminate: () => Promise<unknown>;
}>;

type Parts = Readonly<{
  start?: StartJob | undefined;
  /** Milliseconds since 1970. */
  now: () => number;
  place: () => Promise<ClusterPlace>;
}>;

/**
 * Work that takes long, each on a thread of its own. Jobs are forgotten when the process ends.
 */
export class Jobs {
  private readonly jobs = new Map<string, Job>();
  private readonly running = new Map<string, Running>();
  private isStopping = false;

  constructor(private readonly parts: Parts) {}

  /**
   * Begins a job.
   *
   * @throws TooManyJobs
   */
  async start<Name extends TaskName>(
    kind: Name,
    input: TaskInputs[Name],
    backup?: string,
  ): Promise<Job> {
    this.requireRoom();
    const place = await this.parts.place();
    this.requireRoom();
    const id = randomUUID();
    const isCancelled = new Int32Array(new SharedArrayBuffer(4));
    const thread = (this.parts.start ?? startThread)({ id, task: kind, input, place, isCancelled });
    const ended = Promise.withResolvers<undefined>();
    this.running.set(id, {
      isCancelled,
      ended: ended.promise,
      terminate: () => thread.terminate(),
    });
    const job: Job = {
      ...{ id, kind, backup, status: 'running', done: 0, of: 1 },
      ...{ startedAt: this.now(), endedAt: undefined },
      ...{ failure: undefined, code: undefined, result: undefined, faults: [], more: false },
    };
    this.jobs.set(id, job);
    this.forgetOldest();
    const end = (error: string | undefined): void => {
      this.end(id, error);
      ended.resolve(undefined);
    };
    thread.on('message', (report) => {
      this.take(id, report as JobReport, end);
    });
    thread.on('error', (error) => {
      end(reasonOf(error));
    });
    thread.on('exit', () => {
      end('its thread has ended');
    });
    return job;
  }

  /**
   * Begins a job. Resolves with the job once it has ended.
   *
   * @throws TooManyJobs
   */
  async run<Name extends TaskName>(kind: Name, input: TaskInputs[Name]): Promise<Job> {
    const job = await this.start(kind, input);
    await this.running.get(job.id)?.ended;
    return this.jobs.get(job.id) ?? job;
  }

  /** All remembered jobs, newest first. */
  list(): readonly Job[] {
    return [...this.jobs.values()].reverse();
  }

  get(id: string): Job | undefined {
    return this.jobs.get(id);
  }

  /** Resolves with the job once it has stopped; a job that has ended stays as it is. */
  async cancel(id: string): Promise<Job | undefined> {
    const running = this.running.get(id);
    if (running !== undefined) {
      Atomics.store(running.isCancelled, 0, 1);
      await running.ended;
    }
    return this.jobs.get(id);
  }

  /** Cancels all jobs. Resolves when no thread is left. */
  async stop(): Promise<void> {
    this.isStopping = true;
    await Promise.all([...this.running.keys()].map((id) => this.cancel(id)));
  }

  private now(): Date {
    return new Date(this.parts.now());
  }

  private requireRoom(): void {
    if (this.isStopping || this.running.size >= MAX_RUNNING)
      throw new TooManyJobs(this.running.size);
  }

  private forgetOldest(): void {
    for (const { id, status } of this.jobs.values())
      if (this.jobs.size > MAX_KEPT && status !== 'running') this.jobs.delete(id);
  }

  private take(id: string, report: JobReport, end: (error: string | undefined) => void): void {
    if (report.type === 'ended') {
      this.change(id, { result: report.result, code: report.code });
      end(report.error);
    }
    if (report.type === 'progress') this.change(id, { done: report.done, of: report.of });
    if (report.type !== 'fault') return;
    const faults = this.jobs.get(id)?.faults ?? [];
    if (faults.length < MAX_FAULTS) this.change(id, { faults: [...faults, report.fault] });
    else this.change(id, { more: true });
  }

  private end(id: string, error: string | undefined): void {
    const running = this.running.get(id);
    if (running === undefined) return;
    this.running.delete(id);
    const isCancelled = Atomics.load(running.isCancelled, 0) !== 0;
    this.change(id, { endedAt: this.now(), ...this.outcome(id, error, isCancelled) });
    running.terminate().catch(() => undefined);
  }

  private outcome(id: string, error: string | undefined, isCancelled: boolean): Partial<Job> {
    if (error === undefined) return { status: 'completed', done: this.jobs.get(id)?.of ?? 1 };
    return isCancelled ? { status: 'cancelled' } : { status: 'failed', failure: error };
  }

  private change(id: string, change: Partial<Job>): void {
    const job = this.jobs.get(id);
    if (job !== undefined) this.jobs.set(id, { ...job, ...change });
  }
}

/** Removes the files of jobs that a process did not end. */
export const removeJobFiles = (data: string): void => {
  for (const name of readdirSync(data))
    if (name.startsWith(JOB_FILES)) rmSync(join(data, name), { force: true });
};
