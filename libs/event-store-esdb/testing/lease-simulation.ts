import { RevisionConflict, toPosition, type NewEvent } from '#event-store';

import { ProcessLease } from '../src/lease/process-lease.js';
import { type Received } from '../src/read/records.js';

export const TTL = 6000;
export const STREAM = 'test.lease-processes';

/** Lets all ready work have its turn. */
export const settled = async (): Promise<void> => {
  for (let turn = 0; turn < 50; turn += 1) await Promise.resolve();
};

type Alarm = Readonly<{ at: number; ring: () => void }>;

/** A clock that a test moves by hand. It fires the timers that are due. */
export class Clock {
  now = 0;
  private alarms: readonly Alarm[] = [];

  constructor(now = 0) {
    this.now = now;
  }

  readonly pause = (ms: number, signal: AbortSignal): Promise<void> =>
    new Promise((resolve) => {
      if (signal.aborted) resolve();
      else this.alarms = [...this.alarms, { at: this.now + ms, ring: resolve }];
      signal.addEventListener('abort', () => {
        resolve();
      });
    });

  /** Lets time pass, bit by bit. */
  async pass(ms: number): Promise<void> {
    const until = this.now + ms;
    for (;;) {
      await settled();
      const next = this.alarms.reduce((least, { at }) => Math.min(least, at), Infinity);
      if (next > until) break;
      this.now = Math.max(this.now, next);
      const due = this.alarms.filter(({ at }) => at <= this.now);
      this.alarms = this.alarms.filter(({ at }) => at > this.now);
      for (const { ring } of due) ring();
    }
    this.now = until;
    await settled();
  }

  /** Jumps without a timer: the process was frozen meanwhile. */
  jump(ms: number): void {
    this.now += ms;
  }
}

/** The log of a server with a clock of its own. */
export class FakeLog {
  readonly events: Received[] = [];
  readonly trimmed: string[] = [];
  /** Each call waits for this promise, or fails with its error. */
  gate: () => Promise<void> = () => Promise.resolve();
  /** A look at the last event waits for this promise before its answer. */
  afterLook: () => Promise<void> = () => Promise.resolve();

  constructor(readonly clock: Clock) {}

  get takers(): readonly unknown[] {
    return this.of(STREAM).map(({ type, recorded }) => [
      type,
      (recorded().event.data as { holder: string }).holder,
    ]);
  }

  async last(stream: string): Promise<Received | undefined> {
    await this.gate();
    const last = this.of(stream).at(-1);
    await this.afterLook();
    return last;
  }

  async lastWritten(): Promise<number> {
    await this.gate();
    return this.events.at(-1)?.writtenAt ?? 0;
  }

  async clockOf(stream: string): Promise<number> {
    await this.gate();
    this.write(stream, { type: 'ClockRead', data: {} } as NewEvent);
    return this.clock.now;
  }

  async append(stream: string, event: NewEvent, expected: bigint): Promise<void> {
    await this.gate();
    if (BigInt(this.of(stream).length) - 1n !== expected)
      throw new RevisionConflict(stream, expected);
    this.write(stream, event);
  }

  async keepFew(stream: string): Promise<void> {
    await this.gate();
    this.trimmed.push(stream);
  }

  /** Writes an event on behalf of another process. */
  write(stream: string, { type, data, id, metadata }: NewEvent): void {
    const revision = BigInt(this.of(stream).length);
    const commit = BigInt(this.events.length);
    const recorded = {
      ...{ id, stream, revision, metadata, position: toPosition(commit) },
      ...{ event: { type, data }, recordedAt: new Date(0), schema: 1 },
    };
    this.events.push({
      ...{ type, stream, revision, place: { commit, prepare: commit } },
      writtenAt: this.clock.now,
      recorded: () => recorded,
    });
  }

  private of(stream: string): readonly Received[] {
    return this.events.filter((event) => event.stream === stream);
  }
}

export const something = { type: 'Happened', data: {} } as NewEvent;

type Candidate = Readonly<{
  lease: ProcessLease;
  /** The notifications that it got, in order. */
  notifications: readonly string[];
  failures: readonly unknown[];
  clock: Clock;
}>;

/** A process that wants the lease, with a clock of its own. */
export const candidate = (log: FakeLog, holder: string, clock: Clock): Candidate => {
  const notifications: string[] = [];
  const failures: unknown[] = [];
  const lease = new ProcessLease({
    prefix: 'test.lease-',
    holder,
    log: {
      last: (stream) => log.last(stream),
      lastWritten: () => log.lastWritten(),
      clock: (stream) => log.clockOf(stream),
      append: (...append) => log.append(...append),
      keepFew: (stream) => log.keepFew(stream),
    },
    now: () => clock.now,
    pause: clock.pause,
    ttlMs: TTL,
    onTaken: () => notifications.push('taken'),
    onLost: () => notifications.push('lost'),
    onFailure: (error) => failures.push(error),
  });
  return { lease, notifications, failures, clock };
};

/** One clock for all processes and the server, unless a test gives others. */
export const leaseSimulation = (): Readonly<{
  clock: Clock;
  log: FakeLog;
  join: (holder: string) => Candidate;
}> => {
  const clock = new Clock(1_000_000);
  const log = new FakeLog(clock);
  return { clock, log, join: (holder: string) => candidate(log, holder, clock) };
};
