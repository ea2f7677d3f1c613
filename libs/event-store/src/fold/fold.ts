import { inBatches } from '../batches.js';
import { OperationEventsIndex, type OperationEvents } from '../operation-events.js';
import { StoreUnavailable, type EventStore } from '../event-store.js';
import { type Position, type Recorded } from '../recorded.js';
import { type RetryMeans } from '../retry/pauses.js';
import { reasonOf, requireOver, RetryLoop } from '../retry/retry-loop.js';
import { Waiters, type Wait } from './waiters.js';

/** What a log is folded into. `apply` is given every event once, in the order of the log. */
export type FoldTarget = Readonly<{
  apply: (recorded: Recorded) => void;
  /** The state a stream's events have led to; undefined for a stream that has none. */
  state: (stream: string) => unknown;
  /** Revision of a stream's last event; NO_STREAM where it has none. */
  revision: (stream: string) => bigint;
}>;

/** Told how far a fold is, by the last event of what it has just taken. */
type Passed = (last: Recorded, count: number) => Promise<unknown>;

/** The means are for a log that refuses: it is asked again. */
export type FoldOptions = RetryMeans &
  Readonly<{
    /** Up to where the target has everything already. */
    from?: Position | undefined;
  }>;

/** The log is not folded any more: what comes after its last position is not known. */
export class FoldStopped extends StoreUnavailable {
  override readonly name = 'FoldStopped';

  constructor(
    cause: unknown,
    /** Whether it can't be tried again: an event could not be folded, and what it left is not true. */
    readonly isForGood: boolean,
  ) {
    const hope = isForGood ? 'it does not go on by itself' : 'it is tried again by itself';
    super(`the fold of the log has stopped: ${reasonOf(cause)}; ${hope}`, { cause });
  }
}

/** The events of a batch are applied together before anybody is told. */
const START_BATCH = 1024;

/**
 * The one in-memory fold of the log in this process: reads it from the first event, then follows.
 * Whoever waits on it is told after the batch that made the awaited true.
 */
export class Fold {
  private at: Position | undefined;
  private readonly stopping = new AbortController();
  private readonly waiters = new Waiters();
  private readonly collections = new OperationEventsIndex();
  private readonly listeners = new Set<(recorded: Recorded) => void>();
  private readonly stopListeners = new Set<(stopped: FoldStopped) => void>();
  private following: Promise<void> = Promise.resolve();
  private hasStopped: FoldStopped | undefined;
  private readonly retry: RetryLoop;

  constructor(
    private readonly store: EventStore,
    readonly target: FoldTarget,
    { from, ...means }: FoldOptions = {},
  ) {
    this.at = from;
    const onFailure = (error: unknown): void => {
      this.halt(new FoldStopped(error, false));
    };
    const onWell = (): void => {
      this.hasStopped = undefined;
    };
    this.retry = new RetryLoop({ onFailure, onWell }, means);
  }

  /** Why the log is not folded any more; undefined while it is. */
  get stopped(): FoldStopped | undefined {
    return this.hasStopped;
  }

  /** The last position that is folded; undefined while nothing is. */
  get position(): Position | undefined {
    return this.at;
  }

  /**
   * Resolves when everything that was in the log at the call is folded; then follows it. Where the
   * log fails it can be called again, and goes on.
   *
   * @param passed is told after each batch of that: its last event, and how many there were; what
   *   it answers is waited for
   */
  async start(passed: Passed = () => Promise.resolve()): Promise<void> {
    const rest = this.store.readLog(this.at === undefined ? {} : { after: this.at });
    for await (const batch of inBatches(rest, START_BATCH)) {
      this.take(batch);
      const last = batch.at(-1);
      if (last !== undefined) await passed(last, batch.length);
    }
    this.following = this.follow();
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await this.following;
  }

  /** Told of every event right after it is applied, in order. */
  onDomainEvent(listener: (recorded: Recorded) => void): void {
    this.listeners.add(listener);
  }

  /** Told when the log is not folded any more, and why. */
  onStopped(listener: (stopped: FoldStopped) => void): void {
    this.stopListeners.add(listener);
  }

  /** @throws FoldStopped while the log is not folded: what is decided on this may be out of date */
  requireFollowing(): void {
    if (this.hasStopped !== undefined) throw this.hasStopped;
  }

  /** @throws FoldStopped where not even what is folded is true */
  requireTrue(): void {
    if (this.hasStopped?.isForGood === true) throw this.hasStopped;
  }

  /** Resolves once a position is folded; @throws FoldStopped when it does not get there */
  reached(position: Position, signal?: AbortSignal): Promise<void> {
    return this.wait(() => this.at !== undefined && this.at >= position, { signal });
  }

  /**
   * Resolves once a condition holds; it is asked now, and after each batch with events of these
   * streams.
   *
   * @throws the signal's reason when it aborts first, what the condition throws, or FoldStopped
   */
  async until(
    streams: readonly string[],
    isMet: () => boolean,
    signal?: AbortSignal,
  ): Promise<void> {
    await this.wait(isMet, { topics: streams, signal });
  }

  /** Begins to note the events of an operation; dispose it, or it is kept for ever. */
  collect(operation: string): OperationEvents {
    return this.collections.begin(operation);
  }

  private async wait(isMet: () => boolean, wait: Wait): Promise<void> {
    this.requireTrue();
    if (isMet()) return;
    wait.signal?.throwIfAborted();
    this.requireFollowing();
    await this.waiters.until(isMet, wait);
  }

  private follow(): Promise<void> {
    const { signal } = this.stopping;
    return this.retry.go(async () => {
      if (this.retry.isFailing) await this.look();
      for await (const batch of this.store.subscribe(this.at, signal)) {
        if (!this.tryToTake(batch)) return;
        this.retry.succeed();
      }
      requireOver(signal);
    }, signal);
  }

  /** Where there is nothing new, nothing will come to show that it goes on. */
  private async look(): Promise<void> {
    const head = await this.store.head();
    if (head === undefined || head <= (this.at ?? 0n)) this.retry.seemWell();
  }

  /** An event that can't be folded is the end: to try again would fold half of it twice. */
  private tryToTake(batch: readonly Recorded[]): boolean {
    try {
      this.take(batch);
      return true;
    } catch (error) {
      this.stopping.abort();
      this.halt(new FoldStopped(error, true));
      return false;
    }
  }

  /** Nobody waits for what will not come, or come late. */
  private halt(stopped: FoldStopped): void {
    this.hasStopped = stopped;
    this.waiters.fail(stopped);
    for (const listener of this.stopListeners) listener(stopped);
  }

  private take(batch: readonly Recorded[]): void {
    const touched = new Set<string>();
    for (const recorded of batch) {
      this.target.apply(recorded);
      this.at = recorded.position;
      touched.add(recorded.stream);
      this.collections.note(recorded);
      for (const listener of this.listeners) listener(recorded);
    }
    if (batch.length > 0) this.waiters.tell(touched);
  }
}
