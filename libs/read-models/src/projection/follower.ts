import {
  requireOver,
  RetryLoop,
  type Position,
  type Recorded,
  type RetryMeans,
} from '#event-store';

import { type LogSource } from './projecting.js';

/** So long nobody who does not wait for it is shown what has come, at most. */
const LINGER_MS = 20;
/** And so long where much comes at once, of which more can be expected. */
const LINGER_BEHIND_MS = 1000;
const MUCH = 512;

/** Whoever takes a log in pieces, and shows what was taken at once, or later with more. */
export type Taker = Readonly<{
  /** Up to where everything that was taken is shown. */
  shown: () => Position;
  /** Up to where everything was taken. */
  taken: () => Position;
  /** What to do next: go on, show what was taken, or read from what is shown on again. */
  take: (batch: readonly Recorded[]) => 'go on' | 'show' | 'again';
  /** Whether what was taken is shown now; else it has to be read again. */
  show: () => boolean;
  /** Forgets what was taken and is not shown. */
  undo: () => void;
  /** Told why nothing is taken any more; undefined once something is again. */
  stopped: (error: unknown) => void;
}>;

/** A log that is far behind is read without ever waiting for anything. */
const othersTurn = (): Promise<void> =>
  new Promise((resolve) => {
    setImmediate(resolve);
  });

/** Follows a log: shows what has come in large pieces while nobody waits, at once where somebody does. */
export class Follower {
  private stopping = new AbortController();
  private reading = new AbortController();
  private following: Promise<void> = Promise.resolve();
  /** Positions that somebody waits for. */
  private wanted: readonly Position[] = [];
  private timer: NodeJS.Timeout | undefined;
  private soon: NodeJS.Immediate | undefined;
  private readonly retry: RetryLoop;
  /** What is shown beyond here has not been seen to succeed. */
  private before: Position;

  constructor(
    private readonly log: LogSource,
    private readonly taker: Taker,
    means: RetryMeans = {},
  ) {
    this.before = taker.shown();
    const onWell = (): void => {
      taker.stopped(undefined);
    };
    this.retry = new RetryLoop({ onFailure: taker.stopped, onWell }, means);
  }

  start(): void {
    this.before = this.taker.shown();
    this.stopping = new AbortController();
    this.following = this.follow();
  }

  /** Takes what has come, and nothing after it. */
  async stop(): Promise<void> {
    this.stopping.abort();
    await this.following;
    this.show();
  }

  /** Lingers no more once this position is taken. */
  hurry(position: Position): void {
    this.wanted = [...this.wanted, position];
    if (position <= this.taker.taken()) this.showSoon();
  }

  /** A log that refuses, or a file that can't be written, is tried again. */
  private follow(): Promise<void> {
    return this.retry.go(async () => {
      this.reading = new AbortController();
      if (this.retry.isFailing) await this.recover();
      await this.followFrom(this.taker.shown(), this.reading.signal);
    }, this.stopping.signal);
  }

  /** Where there is nothing new, nothing will come to show that it goes on. */
  private async recover(): Promise<void> {
    this.taker.undo();
    const head = await this.log.head();
    if (head === undefined || head <= this.taker.shown()) this.retry.seemWell();
  }

  /** Returns when it is to stop, or to read again. */
  private async followFrom(from: Position, reading: AbortSignal): Promise<void> {
    const after = from === 0n ? undefined : from;
    const signal = AbortSignal.any([this.stopping.signal, reading]);
    for await (const batch of this.log.subscribe(after, signal)) {
      if (reading.aborted || this.takeOne(batch) === 'again') return;
      await othersTurn();
    }
    requireOver(signal);
  }

  private takeOne(batch: readonly Recorded[]): 'go on' | 'again' {
    const next = this.taker.take(batch);
    this.note();
    if (next === 'again') return next;
    if (next === 'show') this.show();
    else if (this.isWanted()) this.showSoon();
    else
      this.timer ??= setTimeout(
        () => {
          this.show();
        },
        batch.length < MUCH ? LINGER_MS : LINGER_BEHIND_MS,
      );
    return 'go on';
  }

  private isWanted(): boolean {
    const taken = this.taker.taken();
    return this.wanted.some((position) => position <= taken);
  }

  /** After whatever else is ready: what is shown together costs less. */
  private showSoon(): void {
    this.soon ??= setImmediate(() => {
      this.show();
    });
  }

  private show(): void {
    clearTimeout(this.timer);
    clearImmediate(this.soon);
    [this.timer, this.soon] = [undefined, undefined];
    if (!this.taker.show()) this.reading.abort();
    this.note();
    const shown = this.taker.shown();
    this.wanted = this.wanted.filter((position) => position > shown);
  }

  /** Something that is shown has succeeded. */
  private note(): void {
    const shown = this.taker.shown();
    if (shown > this.before) this.retry.succeed();
    this.before = shown;
  }
}
