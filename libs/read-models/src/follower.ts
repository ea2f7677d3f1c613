import { toPosition, type Position, type Recorded } from '#event-store';

import { type LogSource } from './projecting.js';

/** So long nobody who does not wait for it is shown what has come, at most. */
const LINGER_MS = 20;
const MAX_QUEUED = 8192;

/**
 * Follows a log for somebody who takes it in pieces: large ones while nobody waits, at once where
 * somebody does.
 */
export class Follower {
  private stopping = new AbortController();
  private following: Promise<void> = Promise.resolve();
  private wanted = toPosition(0n);
  private queue: Recorded[] = [];
  private timer: NodeJS.Timeout | undefined;
  private soon: NodeJS.Immediate | undefined;

  constructor(
    private readonly log: LogSource,
    /** Up to where everything was taken; `take` moves it on. */
    private readonly at: () => Position,
    private readonly take: (batch: readonly Recorded[]) => void,
  ) {}

  start(): void {
    this.stopping = new AbortController();
    this.following = this.follow();
  }

  /** Takes what has come, and nothing after it. */
  async stop(): Promise<void> {
    this.stopping.abort();
    await this.following;
    this.drain();
  }

  /** Lingers no more until this position is taken. */
  hurry(position: Position): void {
    if (position <= this.wanted) return;
    this.wanted = position;
    if (this.queue.length > 0) this.drainSoon();
  }

  private async follow(): Promise<void> {
    const from = this.at();
    const after = from === 0n ? undefined : from;
    for await (const batch of this.log.subscribe(after, this.stopping.signal)) {
      this.queue.push(...batch);
      if (this.queue.length >= MAX_QUEUED) this.drain();
      else if (this.wanted > this.at()) this.drainSoon();
      else
        this.timer ??= setTimeout(() => {
          this.drain();
        }, LINGER_MS);
    }
  }

  /** After whatever else is ready: what came may be long. */
  private drainSoon(): void {
    this.soon ??= setImmediate(() => {
      this.drain();
    });
  }

  private drain(): void {
    clearTimeout(this.timer);
    clearImmediate(this.soon);
    [this.timer, this.soon] = [undefined, undefined];
    const batch = this.queue;
    this.queue = [];
    if (batch.length > 0) this.take(batch);
  }
}
