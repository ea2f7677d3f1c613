import { type EventStore, type Position, type Recorded } from '#event-store';

type Waiter = Readonly<{ position: Position; resolve: () => void }>;

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
  private waiters: readonly Waiter[] = [];
  private queue: Recorded[] = [];
  private timer: NodeJS.Timeout | undefined;
  private soon: NodeJS.Immediate | undefined;

  constructor(
    private readonly store: EventStore,
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

  /** Resolves once a position was taken; @throws the signal's reason when it aborts first */
  async reached(position: Position, signal?: AbortSignal): Promise<void> {
    if (this.at() >= position) return;
    signal?.throwIfAborted();
    this.drainSoon();
    await new Promise<void>((resolve, reject) => {
      const abort = (): void => {
        this.waiters = this.waiters.filter((other) => other !== waiter);
        reject(signal?.reason as Error);
      };
      const waiter: Waiter = {
        position,
        resolve: () => {
          signal?.removeEventListener('abort', abort);
          resolve();
        },
      };
      signal?.addEventListener('abort', abort, { once: true });
      this.waiters = [...this.waiters, waiter];
    });
  }

  private async follow(): Promise<void> {
    const from = this.at();
    const after = from === 0n ? undefined : from;
    for await (const batch of this.store.subscribe(after, this.stopping.signal)) {
      this.queue.push(...batch);
      if (this.queue.length >= MAX_QUEUED) this.drain();
      else if (this.waiters.length > 0) this.drainSoon();
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
    const at = this.at();
    const reached = this.waiters.filter(({ position }) => position <= at);
    this.waiters = this.waiters.filter(({ position }) => position > at);
    for (const { resolve } of reached) resolve();
  }
}
