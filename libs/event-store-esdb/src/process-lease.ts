import { randomUUID } from 'node:crypto';

import {
  NO_STREAM,
  RevisionConflict,
  streamName,
  type Metadata,
  type NewEvent,
} from '#event-store';

import { type Received } from './records.js';

/** What is written into the stream of the lease. Whoever took it last has it, for so long. */
type LeaseTaken = Readonly<{ holder: string; ttlMs: number }>;

/** What of the log a lease needs. */
export type LeaseLog = Readonly<{
  /** The last event of the stream; undefined for none. */
  last: (stream: string) => Promise<Received | undefined>;
  /** When the server wrote the last event of all that it has, by its clock. */
  lastWritten: () => Promise<number>;
  append: (stream: string, event: NewEvent, expected: bigint) => Promise<unknown>;
  /** Has all but the newest of the stream's events scavenged. */
  keepFew: (stream: string) => Promise<void>;
}>;

export type LeaseOptions = Readonly<{
  cluster: string;
  /** Who takes it: another one for every start of a process. */
  holder: string;
  log: LeaseLog;
  /** Milliseconds that only ever grow. */
  now: () => number;
  pause: (ms: number, signal: AbortSignal) => Promise<void>;
  ttlMs?: number;
  onTaken: () => void;
  onLost: () => void;
  /** Told why a turn failed; there will be another one. */
  onFailure: (error: unknown) => void;
}>;

const TTL_MS = 6000;
const TURNS_A_TTL = 3;
/** Clocks of two machines run at the same pace but for this share. */
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
 * A lease ends `ttlMs` after the server wrote it, by the server's clock, of which others know that it
 * is not earlier than what they have seen of it. The holder counts from before it asked for it.
 */
export class ProcessLease {
  private readonly stream: string;
  private readonly ttlMs: number;
  private readonly stopping = new AbortController();
  private running: Promise<void> = Promise.resolve();
  private validUntil = -Infinity;
  private hasTold = false;
  private seen: Readonly<{ revision: bigint; at: number }> | undefined;
  private known: string | undefined;

  constructor(private readonly options: LeaseOptions) {
    this.stream = streamName(options.cluster, 'lease', 'processes');
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

  /** Lets others have it at once. */
  async release(): Promise<void> {
    this.stopping.abort();
    await this.running;
    const wasHeld = this.isHeld;
    this.validUntil = -Infinity;
    if (!wasHeld || this.seen === undefined) return;
    await this.write('LeaseReleased', { holder: this.options.holder }, this.seen.revision).catch(
      this.options.onFailure,
    );
  }

  private async run(): Promise<void> {
    const { signal } = this.stopping;
    while (!signal.aborted) {
      try {
        await this.turn();
      } catch (error) {
        if (!(error instanceof RevisionConflict)) this.options.onFailure(error);
      }
      this.tell();
      await this.options.pause(this.ttlMs / TURNS_A_TTL, signal);
    }
  }

  private async turn(): Promise<void> {
    const last = await this.options.log.last(this.stream);
    this.see(last);
    if (this.known === this.options.holder || (await this.isFree(last))) await this.take(last);
  }

  private see(last: Received | undefined): void {
    const { holder, now } = this.options;
    if (last !== undefined && last.revision !== this.seen?.revision)
      this.seen = { revision: last.revision, at: now() };
    this.known = holderOf(last);
    if (this.known !== holder) this.validUntil = -Infinity;
  }

  private async take(last: Received | undefined): Promise<void> {
    const { holder, now } = this.options;
    const began = now();
    const revision = last?.revision ?? NO_STREAM;
    await this.write('LeaseTaken', { holder, ttlMs: this.ttlMs }, revision);
    this.seen = { revision: revision + 1n, at: began };
    this.known = holder;
    this.validUntil = began + this.ttlMs * (1 - DRIFT);
    if (revision === NO_STREAM) await this.options.log.keepFew(this.stream);
  }

  private async isFree(last: Received | undefined): Promise<boolean> {
    if (last === undefined || this.known === undefined) return true;
    const { ttlMs } = last.recorded().event.data as LeaseTaken;
    const since = this.options.now() - (this.seen?.at ?? Infinity);
    if (since > ttlMs) return true;
    return (await this.options.log.lastWritten()) > last.writtenAt + ttlMs;
  }

  private write(type: string, data: object, expected: bigint): Promise<unknown> {
    const id = randomUUID();
    return this.options.log.append(
      this.stream,
      { id, type, data, metadata: metadataOf(id, type) },
      expected,
    );
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

const metadataOf = (id: string, type: string): Metadata => ({
  actor: 'tidemark',
  authentication: 'none',
  command: { id, type },
  operation: id,
  causation: id,
});
