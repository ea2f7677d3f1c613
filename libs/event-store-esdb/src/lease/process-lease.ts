import { randomUUID } from 'node:crypto';

import {
  NO_STREAM,
  RevisionConflict,
  type Metadata,
  type NewEvent,
  type Pause,
} from '#event-store';

import { type Received } from '../read/records.js';

/** The event in the stream of the lease. The last holder has the lease for `ttlMs` milliseconds. */
type LeaseTaken = Readonly<{ holder: string; ttlMs: number }>;

/** The operations on the log that a lease needs. */
export type LeaseLog = Readonly<{
  /** The last event of the stream; undefined if there is none. */
  last: (stream: string) => Promise<Received | undefined>;
  /**
   * The time by the server's clock at which its newest event of any stream was written. The
   * server's present time is not earlier.
   */
  lastWritten: () => Promise<number>;
  /** The server's present time. An event is written to a stream of its own to learn it. */
  clock: (stream: string) => Promise<number>;
  append: (stream: string, event: NewEvent, expected: bigint) => Promise<void>;
  /** Lets all but the newest of the stream's events be scavenged. */
  keepFew: (stream: string) => Promise<void>;
}>;

export type LeaseOptions = Readonly<{
  /** The prefix of the names of the lease's two streams. */
  prefix: string;
  /** The id of this process; a new one for every start. */
  holder: string;
  log: LeaseLog;
  /** Milliseconds of a clock that never goes back. */
  now: () => number;
  pause: Pause;
  ttlMs?: number;
  onTaken: () => void;
  onLost: () => void;
  /** Called with the reason when a turn failed; another turn follows. */
  onFailure: (error: unknown) => void;
}>;

const TTL_MS = 6000;
const TURNS_A_TTL = 3;
/** The largest difference in pace between the clocks of two machines, as a share. */
const DRIFT = 0.05;

/**
 * Decides which of several processes runs the processes of the cluster, so that they do not all
 * try. Correctness does not depend on it: the deciders refuse the commands of a frozen holder that
 * has lost the lease.
 *
 * ```text
 * free, released or expired ──> taken ──renewed at a third of its time──> taken
 *            ^                      │ not renewed in time, or taken by another
 *            └──────────────────────┘
 * ```
 *
 * A lease ends `ttlMs` after the server wrote it, by the server's clock. Other processes learn that
 * clock from the newest event on the server, or ask for it if no event comes. The holder counts by
 * its own clock, from before it asked for the lease, and gives the lease up a little early.
 */
export class ProcessLease {
  private readonly stream: string;
  private readonly clockStream: string;
  private readonly ttlMs: number;
  private readonly stopping = new AbortController();
  private running: Promise<void> = Promise.resolve();
  private validUntil = -Infinity;
  private watching: Promise<void> = Promise.resolve();
  private renewed = new AbortController();
  private hasNotified = false;
  private keepsFew = false;
  private seen: Readonly<{ revision: bigint; at: number }> | undefined;
  private known: string | undefined;

  constructor(private readonly options: LeaseOptions) {
    this.stream = `${options.prefix}processes`;
    this.clockStream = `${options.prefix}clock`;
    this.ttlMs = options.ttlMs ?? TTL_MS;
  }

  /** True while this process may work. */
  get isHeld(): boolean {
    return this.options.now() < this.validUntil;
  }

  /** The holder that was seen last. */
  get holder(): string | undefined {
    return this.known;
  }

  /** Tries to take and keep the lease until it is released. */
  start(): void {
    this.running = this.run();
  }

  /** Frees the lease at once. Does not wait for the log if the lease is not held. */
  async release(): Promise<void> {
    this.stopping.abort();
    await Promise.race([this.running, this.watching]);
    const { seen, isHeld } = this;
    this.validUntil = -Infinity;
    this.renewed.abort();
    if (!isHeld || seen === undefined) return;
    this.known = undefined;
    const released = leaseEvent('LeaseReleased', { holder: this.options.holder });
    await this.options.log
      .append(this.stream, released, seen.revision)
      .catch(this.options.onFailure);
  }

  private async run(): Promise<void> {
    const { signal } = this.stopping;
    while (!signal.aborted) {
      try {
        await this.turn();
      } catch (error) {
        this.failed(error);
      }
      this.notifyLost();
      await this.options.pause(this.ttlMs / TURNS_A_TTL, signal);
    }
  }

  /** A turn that a release has overtaken may find the log closed. */
  private failed(error: unknown): void {
    if (!this.stopping.signal.aborted) this.options.onFailure(error);
  }

  private async turn(): Promise<void> {
    const last = await this.look();
    if (this.known !== this.options.holder && !(await this.isFree(last))) return;
    if (this.stopping.signal.aborted) return;
    try {
      await this.take(last);
    } catch (error) {
      if (!(error instanceof RevisionConflict)) throw error;
      // Another process was faster. Look now which one, instead of at the next turn.
      await this.look();
    }
    await this.keepFew();
  }

  private async look(): Promise<Received | undefined> {
    const { holder, log, now } = this.options;
    const last = await log.last(this.stream);
    if (last !== undefined && last.revision !== this.seen?.revision)
      this.seen = { revision: last.revision, at: now() };
    this.known = holderOf(last);
    if (this.known !== holder) this.validUntil = -Infinity;
    return last;
  }

  private async take(last: Received | undefined): Promise<void> {
    const { holder, log, now } = this.options;
    const began = now();
    const revision = last?.revision ?? NO_STREAM;
    await log.append(
      this.stream,
      leaseEvent('LeaseTaken', { holder, ttlMs: this.ttlMs }),
      revision,
    );
    this.seen = { revision: revision + 1n, at: began };
    this.known = holder;
    this.validUntil = began + this.ttlMs * (1 - DRIFT);
    this.renewed.abort();
    this.renewed = new AbortController();
    this.watching = this.watch(this.renewed.signal);
  }

  /** Notifies the worker when the lease is over, even while a turn waits for the log. */
  private async watch(renewed: AbortSignal): Promise<void> {
    const { now, pause } = this.options;
    while (this.isHeld && !renewed.aborted)
      await pause(Math.max(1, this.validUntil - now()), renewed);
    if (!renewed.aborted) this.notifyLost();
  }

  private async isFree(last: Received | undefined): Promise<boolean> {
    if (last === undefined || this.known === undefined) return true;
    const { ttlMs } = last.recorded().event.data as LeaseTaken;
    const { log, now } = this.options;
    const until = last.writtenAt + ttlMs;
    if ((await log.lastWritten()) > until) return true;
    // Ask only if the lease seems to be over: each question writes an event.
    const since = now() - (this.seen?.at ?? Infinity);
    return since > ttlMs && (await log.clock(this.clockStream)) > until;
  }

  private async keepFew(): Promise<void> {
    if (this.keepsFew || !this.isHeld) return;
    await this.options.log.keepFew(this.stream);
    this.keepsFew = true;
  }

  private notifyLost(): void {
    if (this.isHeld === this.hasNotified) return;
    this.hasNotified = this.isHeld;
    if (this.hasNotified) this.options.onTaken();
    else this.options.onLost();
  }
}

const holderOf = (last: Received | undefined): string | undefined =>
  last?.type === 'LeaseTaken' ? (last.recorded().event.data as LeaseTaken).holder : undefined;

/** An event that a process writes for itself. */
export const leaseEvent = (type: string, data: object): NewEvent => {
  const id = randomUUID();
  return { id, type, data, metadata: metadataOf(id, type) };
};

const metadataOf = (id: string, type: string): Metadata => ({
  actor: 'tidemark',
  authentication: 'none',
  command: { id, type },
  operation: id,
  causation: id,
});
