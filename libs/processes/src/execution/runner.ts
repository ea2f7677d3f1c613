import { type DomainEvent, type ClusterState } from '#domain';
import { ClusterError } from '#clusapi';
import { Pauses, RETRY, StoreUnavailable, type RetryTiming } from '#event-store';

import { type Moment, type Process, type DueStep } from './step.js';

/** The time, and alarms. Tests replace both. */
export type Clock = Readonly<{
  /** Milliseconds since 1970. It may go back. */
  now: () => number;
  /**
   * Calls once around an instant, perhaps too early, so that the caller must read the time again.
   * Returns a function that cancels the alarm.
   */
  at: (instant: number, call: () => void) => () => void;
}>;

/** The retry settings are for a step that the store could not take. */
export type RunnerOptions = RetryTiming &
  Readonly<{
    clusterState: ClusterState;
    processes: readonly Process[];
    /** Executes a step. Resolves with the number of written events, once they are folded. */
    execute: (step: DueStep) => Promise<number>;
    clock: Clock;
    /** Called for a step that failed with an unexpected error: a defect. */
    onDefect: (error: unknown, process: string, key: string) => void;
  }>;

type Job = { process: Process; key: string; again: boolean };

/**
 * Asks each process for its next steps after every event that may change the answer, until there
 * are none. A stop loses nothing, because the log has everything that the runner needs.
 */
export class ProcessRunner {
  private readonly jobs = new Map<string, Job>();
  private readonly running = new Set<Promise<void>>();
  private phase: Moment['phase'] = 'recovering';
  /** The functions that cancel the alarms of keys with a later due instant, by name. */
  private readonly alarms = new Map<string, () => void>();
  private stopped = true;

  constructor(private readonly options: RunnerOptions) {}

  /** Carries out all steps of the present state. Resolves when no step is left for this process. */
  async start(): Promise<void> {
    const { processes, clusterState } = this.options;
    this.stopped = false;
    this.phase = 'recovering';
    for (const process of processes)
      for (const key of process.all(clusterState)) this.wake(process, key);
    await this.idle();
    this.phase = 'following';
  }

  /** True once it was started and not stopped since. */
  get isRunning(): boolean {
    return !this.stopped;
  }

  /** True while no step is under way. */
  get isIdle(): boolean {
    return this.running.size === 0;
  }

  /** The keys with a step under way or a later due instant, each behind the name of its process. */
  get open(): readonly string[] {
    return [...this.jobs.keys(), ...this.alarms.keys()];
  }

  /**
   * Goes on where another runner is, which has followed the same events.
   *
   * @param open the open keys of that runner; every key if undefined
   */
  resume(open: readonly string[] | undefined): void {
    this.stopped = false;
    this.phase = 'following';
    const { processes, clusterState } = this.options;
    const named = open === undefined ? undefined : Map.groupBy(open, processOf);
    for (const process of processes) {
      const keys = named?.get(process.name)?.map((name) => name.slice(process.name.length + 1));
      for (const key of named === undefined ? process.all(clusterState) : (keys ?? []))
        this.wake(process, key);
    }
  }

  /** Takes in an event that was just folded. */
  observe(domainEvent: DomainEvent): void {
    if (this.stopped) return;
    const { processes, clusterState } = this.options;
    for (const process of processes)
      for (const key of process.affected(domainEvent, clusterState)) this.wake(process, key);
  }

  /** Lets running steps end, and begins no others. */
  async stop(): Promise<void> {
    this.stopped = true;
    for (const callOff of this.alarms.values()) callOff();
    this.alarms.clear();
    await this.idle();
  }

  /** Resolves when no step is left for this process at present. */
  async idle(): Promise<void> {
    while (this.running.size > 0) await Promise.all(this.running);
  }

  private wake(process: Process, key: string): void {
    const name = `${process.name}/${key}`;
    const known = this.jobs.get(name);
    if (known !== undefined) {
      known.again = true;
      return;
    }
    const job: Job = { process, key, again: false };
    this.jobs.set(name, job);
    const run = this.work(job).finally(() => {
      this.running.delete(run);
    });
    this.running.add(run);
  }

  /** Runs after the whole batch of events that woke the job, so that it sees all of them. */
  private async work(job: Job): Promise<void> {
    await Promise.resolve();
    try {
      const pauses = new Pauses(RETRY.request, this.options);
      while (!this.stopped) {
        const moment = this.moment;
        const outcome = await this.round(job, moment);
        if (outcome === 'idle' && !job.again) {
          this.setAlarm(job, moment);
          return;
        }
        if (outcome === 'unavailable') await pauses.wait();
        else pauses.reset();
      }
    } catch (error) {
      this.options.onDefect(error, job.process.name, job.key);
    } finally {
      this.jobs.delete(`${job.process.name}/${job.key}`);
    }
  }

  private get moment(): Moment {
    return { phase: this.phase, now: this.options.clock.now() };
  }

  /**
   * Sets the alarm for the next due instant, in place of an earlier alarm. The moment must be the
   * one at which no step was due: with a later moment, an instant in between would be missed.
   */
  private setAlarm({ process, key }: Job, moment: Moment): void {
    const name = `${process.name}/${key}`;
    this.alarms.get(name)?.();
    this.alarms.delete(name);
    const due = process.due?.(this.options.clusterState, key, moment);
    if (due === undefined || this.stopped) return;
    const callOff = this.options.clock.at(due, () => {
      this.alarms.delete(name);
      if (!this.stopped) this.wake(process, key);
    });
    this.alarms.set(name, callOff);
  }

  /** A refusal means that another command was faster. Its events wake the job again. */
  private async round(job: Job, moment: Moment): Promise<'progress' | 'idle' | 'unavailable'> {
    job.again = false;
    const steps = job.process.next(this.options.clusterState, job.key, moment);
    if (steps.length === 0) return 'idle';
    const results = await Promise.allSettled(steps.map((step) => this.options.execute(step)));
    const errors = results.flatMap((result): unknown[] =>
      result.status === 'rejected' ? [result.reason] : [],
    );
    const defect = errors.find((error) => !isExpected(error));
    if (defect !== undefined) throw new Error('a step failed', { cause: defect });
    if (errors.some((error) => error instanceof StoreUnavailable)) return 'unavailable';
    const wrote = results.some((result) => result.status === 'fulfilled' && result.value > 0);
    return wrote ? 'progress' : 'idle';
  }
}

/** The process in the name of an open key. */
const processOf = (name: string): string => name.slice(0, name.indexOf('/'));

const isExpected = (error: unknown): boolean =>
  error instanceof ClusterError || error instanceof StoreUnavailable;
