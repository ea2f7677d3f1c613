import { type DomainEvent, type ClusterState } from '#domain';
import { ClusterError } from '#clusapi';
import { Pauses, RETRY, StoreUnavailable, type RetryMeans } from '#event-store';

import { type Moment, type Process, type Step } from './step.js';

/** The event that made a step necessary: what it belongs to, and what led to it. */
export type Trigger = Readonly<{ operation: string; causation: string }>;

/** The time, and an alarm; both are arguments, so that tests need not wait. */
export type Clock = Readonly<{
  /** Milliseconds since 1970. It may go back. */
  now: () => number;
  /**
   * Calls once around an instant, perhaps too early: the caller looks at the time again. Answers a
   * function that calls it off.
   */
  at: (instant: number, call: () => void) => () => void;
}>;

/** The means are for a store that could not take a step: the step is tried again. */
export type RunnerOptions = RetryMeans &
  Readonly<{
    clusterState: ClusterState;
    processes: readonly Process[];
    /** Has a step decided and appended; answers how many events that wrote, once they are folded. */
    execute: (step: Step, trigger: Trigger | undefined) => Promise<number>;
    clock: Clock;
    /** Told of a step that failed for no reason a cluster knows: a defect. */
    onDefect: (error: unknown, process: string, key: string) => void;
  }>;

type Job = { process: Process; key: string; again: boolean; trigger: Trigger | undefined };

/**
 * Keeps asking every process what is to be done next, after every event that may have changed the
 * answer, until nothing is. What it forgets when it stops, it finds again in the log.
 */
export class ProcessRunner {
  private readonly jobs = new Map<string, Job>();
  private readonly running = new Set<Promise<void>>();
  private phase: Moment['phase'] = 'recovering';
  /** What calls off the waking of a key that is due later, by name. */
  private readonly alarms = new Map<string, () => void>();
  private stopped = true;

  constructor(private readonly options: RunnerOptions) {}

  /** Does what the log owes; resolves when nothing is left to do or only others can do it. */
  async start(): Promise<void> {
    const { processes, clusterState } = this.options;
    this.stopped = false;
    this.phase = 'recovering';
    for (const process of processes)
      for (const key of process.all(clusterState)) this.wake(process, key, undefined);
    await this.idle();
    this.phase = 'following';
  }

  /** Takes note of a event that was just folded. */
  observe(domainEvent: DomainEvent, trigger: Trigger): void {
    if (this.stopped) return;
    const { processes, clusterState } = this.options;
    for (const process of processes)
      for (const key of process.affected(domainEvent, clusterState))
        this.wake(process, key, trigger);
  }

  /** Lets what is under way end, and begins nothing more. */
  async stop(): Promise<void> {
    this.stopped = true;
    for (const callOff of this.alarms.values()) callOff();
    this.alarms.clear();
    await this.idle();
  }

  /** Resolves when nothing is left to do now, or only others can do it. */
  async idle(): Promise<void> {
    while (this.running.size > 0) await Promise.all(this.running);
  }

  private wake(process: Process, key: string, trigger: Trigger | undefined): void {
    const name = `${process.name}/${key}`;
    const known = this.jobs.get(name);
    if (known !== undefined) {
      known.again = true;
      known.trigger = trigger ?? known.trigger;
      return;
    }
    const job: Job = { process, key, again: false, trigger };
    this.jobs.set(name, job);
    const run = this.work(job).finally(() => {
      this.running.delete(run);
    });
    this.running.add(run);
  }

  /** Not at once but after the batch of events that woke it, so that it sees all of them. */
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
   * Sets the alarm for the next due instant, in place of an earlier alarm. The moment is the one at
   * which nothing was to be done: were it another one, an instant between the two would be missed.
   */
  private setAlarm({ process, key }: Job, moment: Moment): void {
    const name = `${process.name}/${key}`;
    this.alarms.get(name)?.();
    this.alarms.delete(name);
    const due = process.due?.(this.options.clusterState, key, moment);
    if (due === undefined || this.stopped) return;
    const callOff = this.options.clock.at(due, () => {
      this.alarms.delete(name);
      if (!this.stopped) this.wake(process, key, undefined);
    });
    this.alarms.set(name, callOff);
  }

  /** A refusal is no end: somebody was faster, and the events that say so wake the job again. */
  private async round(job: Job, moment: Moment): Promise<'progress' | 'idle' | 'unavailable'> {
    job.again = false;
    const steps = job.process.next(this.options.clusterState, job.key, moment);
    if (steps.length === 0) return 'idle';
    const results = await Promise.allSettled(
      steps.map((step) => this.options.execute(step, job.trigger)),
    );
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

const isExpected = (error: unknown): boolean =>
  error instanceof ClusterError || error instanceof StoreUnavailable;
