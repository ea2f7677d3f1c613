import {
  requireAborted,
  RetryLoop,
  type Position,
  type Recorded,
  type RetryTiming,
} from '#event-store';

import { type LogSource } from './projecting.js';

/** The longest delay before new events are shown, if no reader waits for them. */
const LINGER_MS = 20;
/** The longest delay while many events come at once, so that more can be expected. */
const LINGER_BEHIND_MS = 1000;
const LARGE_BATCH = 512;

/** Takes a log in pieces, and shows the taken events at once, or later with others. */
export type BatchTarget = Readonly<{
  /** The position up to which all events are shown. */
  shown: () => Position;
  /** The position up to which all events are taken. */
  taken: () => Position;
  /** The next step: go on, show the taken events, or read again from the shown position. */
  take: (batch: readonly Recorded[]) => 'go on' | 'show' | 'again';
  /** True if the taken events are now shown; otherwise they must be read again. */
  show: () => boolean;
  /** Forgets the taken events that are not shown. */
  undo: () => void;
  /** Called with the reason when no event can be taken; with undefined after the recovery. */
  stopped: (error: unknown) => void;
}>;

/** Lets other work run: reading a log that is far behind never waits for input. */
const yieldToOtherWork = (): Promise<void> =>
  new Promise((resolve) => {
    setImmediate(resolve);
  });

/** Follows a log. It shows new events in large pieces, and at once if a reader waits for them. */
export class Follower {
  private stopping = new AbortController();
  private reading = new AbortController();
  private following: Promise<void> = Promise.resolve();
  /** Positions that a reader waits for. */
  private wanted: readonly Position[] = [];
  private timer: NodeJS.Timeout | undefined;
  private soon: NodeJS.Immediate | undefined;
  private readonly retry: RetryLoop;
  /** A position shown beyond this one proves that the taker works again. */
  private before: Position;

  constructor(
    private readonly log: LogSource,
    private readonly taker: BatchTarget,
    means: RetryTiming = {},
  ) {
    this.before = taker.shown();
    const onWell = (): void => {
      taker.stopped(undefined);
    };
    this.retry = new RetryLoop({ onFailure: taker.stopped, onRecovered: onWell }, means);
  }

  start(): void {
    this.before = this.taker.shown();
    this.stopping = new AbortController();
    this.following = this.follow();
  }

  /** Takes the events that have arrived, and no later ones. */
  async stop(): Promise<void> {
    this.stopping.abort();
    await this.following;
    this.show();
  }

  /** Shows this position without delay once it is taken. */
  hurry(position: Position): void {
    this.wanted = [...this.wanted, position];
    if (position <= this.taker.taken()) this.showSoon();
  }

  /** Retries when the log refuses the subscription or the file can't be written. */
  private follow(): Promise<void> {
    return this.retry.go(async () => {
      this.reading = new AbortController();
      if (this.retry.isFailing) await this.recover();
      await this.followFrom(this.taker.shown(), this.reading.signal);
    }, this.stopping.signal);
  }

  /**
   * Without new events no batch arrives, so the head of the log shows that the log answers again.
   */
  private async recover(): Promise<void> {
    this.taker.undo();
    const head = await this.log.head();
    if (head === undefined || head <= this.taker.shown()) this.retry.noteApparentRecovery();
  }

  /** Returns when the follower is to stop, or to read again. */
  private async followFrom(from: Position, reading: AbortSignal): Promise<void> {
    const after = from === 0n ? undefined : from;
    const signal = AbortSignal.any([this.stopping.signal, reading]);
    for await (const batch of this.log.subscribe(after, signal)) {
      if (reading.aborted || this.takeOne(batch) === 'again') return;
      await yieldToOtherWork();
    }
    requireAborted(signal);
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
        batch.length < LARGE_BATCH ? LINGER_MS : LINGER_BEHIND_MS,
      );
    return 'go on';
  }

  private isWanted(): boolean {
    const taken = this.taker.taken();
    return this.wanted.some((position) => position <= taken);
  }

  /** Shows events after all other ready work, so that more of them share a transaction. */
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

  /** Notes the success once a new position is shown. */
  private note(): void {
    const shown = this.taker.shown();
    if (shown > this.before) this.retry.succeed();
    this.before = shown;
  }
}
