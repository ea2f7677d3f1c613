import { randomUUID } from 'node:crypto';

import {
  NO_STREAM,
  RevisionConflict,
  type Metadata,
  type NewEvent,
  type Pause,
} from '#event-store';

import { type Received } from '../read/records.js';

/** What is written into the stream of the lease. Whoever took it last has it, for so long. */
type LeaseTaken = Readonly<{ holder: string; ttlMs: number }>;

/** What of the log a lease needs. */
export type LeaseLog = Readonly<{
  /** The last event of the stream; undefined for none. */
  last: (stream: string) => Promise<Received | undefined>;
  /** When the server wrote the last event of all that it has, by its clock: it is not earlier now. */
  lastWritten: () => Promise<number>;
  /** What the server's clock says, which something is written for in a stream of its own. */
  clock: (stream: string) => Promise<number>;
  append: (stream: string, event: NewEvent, expected: bigint) => Promise<void>;
  /** Has all but the newest of the stream's events scavenged. */
  keepFew: (stream: string) => Promise<void>;
}>;

export type LeaseOptions = Readonly<{
  /** The beginning of the names of the two streams that it is kept in. */
  prefix: string;
  /** Who takes it: another one for every start of a process. */
  holder: string;
  log: LeaseLog;
  /** Milliseconds that only ever grow. */
  now: () => number;
  pause: Pause;
  ttlMs?: number;
  onTaken: () => void;
  onLost: () => void;
  /** Told why a turn failed; there will be another one. */
  onFailure: (error: unknown) => void;
}>;

const TTL_MS = 6000;
const TURNS_A_TTL = 3;
/** The clocks of two machines run at the same pace but for this share. */
const DRIFT = 0.05;

/**
 * Settles which of several processes does what the log owes, so that they do not all try. Nothing
 * rests on it: what a holder does that was frozen, and has lost the lease, the deciders refuse.
 *
 * ```text
 * nobody's, released or expired ──> taken ──renewed at a third of its time──> taken
 *            ^                        │ not renewed in time, or another's
 *            └────────────────────────┘
 * ```
 *
 * A lease ends `ttlMs` after the server wrote it, by the server's clock alone: of that others see when
 * it wrote what came last, and ask where nothing comes. The holder counts by its own clock, from before
 * it asked for the lease, and gives it up a little early.
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
  private hasTold = false;
  private keepsFew = false;
  private seen: Readonly<{ revision: bigint; at: number }> | undefined;
  private known: string | undefined;

  constructor(private readonly options: LeaseOptions) {
    this.stream = `${options.prefix}processes`;
    this.clockStream = `${options.prefix}clock`;
    this.ttlMs = options.ttlMs ?? TTL_MS;
  }

  /** Whether this process may work now. */
  get isHeld(): boolean {
    return this.options.now() < this.validUntil;
  }

  /** Who had it when it was looked at last. */
  get holder(): string | undefined {
    return this.known;
  }

  /** Tries to take it, and to keep it, until it is released. */
  start(): void {
    this.running = this.run();
  }

  /** Lets others have it at once. What is not held is not waited for. */
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
        this.options.onFailure(error);
      }
      this.tell();
      await this.options.pause(this.ttlMs / TURNS_A_TTL, signal);
    }
  }

  private async turn(): Promise<void> {
    const last = await this.look();
    if (this.known !== this.options.holder && !(await this.isFree(last))) return;
    if (this.stopping.signal.aborted) return;
    try {
      await this.take(last);
    } catch (error) {
      if (!(error instanceof RevisionConflict)) throw error;
      // Somebody was faster; who that was is better known now than at the next turn.
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

  /** Tells that it is over when it is, whatever a turn waits for then. */
  private async watch(renewed: AbortSignal): Promise<void> {
    const { now, pause } = this.options;
    while (this.isHeld && !renewed.aborted)
      await pause(Math.max(1, this.validUntil - now()), renewed);
    if (!renewed.aborted) this.tell();
  }

  private async isFree(last: Received | undefined): Promise<boolean> {
    if (last === undefined || this.known === undefined) return true;
    const { ttlMs } = last.recorded().event.data as LeaseTaken;
    const { log, now } = this.options;
    const until = last.writtenAt + ttlMs;
    if ((await log.lastWritten()) > until) return true;
    // Only where it seems to be over: it is written for.
    const since = now() - (this.seen?.at ?? Infinity);
    return since > ttlMs && (await log.clock(this.clockStream)) > until;
  }

  private async keepFew(): Promise<void> {
    if (this.keepsFew || !this.isHeld) return;
    await this.options.log.keepFew(this.stream);
    this.keepsFew = true;
  }

  private tell(): void {
    if (this.isHeld === this.hasTold) return;
    this.hasTold = this.isHeld;
    if (this.hasTold) this.options.onTaken();
    else this.options.onLost();
  }
}

const holderOf = (last: Received | undefined): string | undefined =>
  last?.type === 'LeaseTaken' ? (last.recorded().event.data as LeaseTaken).holder : undefined;

/** What a process writes on its own behalf. */
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
