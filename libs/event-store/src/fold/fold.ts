import { inBatches } from '../batches.js';
import { OperationEventsIndex, type OperationEvents } from '../operation-events.js';
import { StoreUnavailable, type EventStore } from '../event-store.js';
import { type Position, type Recorded } from '../recorded.js';
import { type RetryTiming } from '../retry/pauses.js';
import { reasonOf, requireAborted, RetryLoop } from '../retry/retry-loop.js';
import { Waiters, type Wait } from './waiters.js';

/** The state that a log is folded into. `apply` gets every event once, in the order of the log. */
export type FoldTarget = Readonly<{
  apply: (recorded: Recorded) => void;
  /** The state of a stream; undefined for a stream without events. */
  state: (stream: string) => unknown;
  /** Revision of a stream's last event; NO_STREAM for a stream without events. */
  revision: (stream: string) => bigint;
}>;

/** Called with the last event of a batch and the number of its events. */
type BatchListener = (last: Recorded, count: number) => Promise<unknown>;

/** The retry settings are for a log that refuses the subscription. */
export type FoldOptions = RetryTiming &
  Readonly<{
    /** The last position that the target already has. */
    from?: Position | undefined;
  }>;

/** The log is no longer folded: events after the last position are unknown. */
export class FoldStopped extends StoreUnavailable {
  override readonly name = 'FoldStopped';

  constructor(
    cause: unknown,
    /** True if the fold can't resume: an event failed half-way, so the state is wrong. */
    readonly isPermanent: boolean,
  ) {
    const hope = isPermanent
      ? 'it does not resume without a restart'
      : 'it is retried automatically';
    super(`the fold of the log has stopped: ${reasonOf(cause)}; ${hope}`, { cause });
  }
}

/** The number of events that a start applies in one batch. */
const START_BATCH = 1024;

/**
 * The one in-memory fold of the log in this process. It reads from the first event, then follows
 * the log. Waits are resolved after the batch that made their condition true.
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
    this.retry = new RetryLoop({ onFailure, onRecovered: onWell }, means);
  }

  /** The reason why the log is no longer folded; undefined while it is. */
  get stopped(): FoldStopped | undefined {
    return this.hasStopped;
  }

  /** The last folded position; undefined before the first event. */
  get position(): Position | undefined {
    return this.at;
  }

  /**
   * Resolves when all events that were in the log at the call are folded; then follows the log.
   * After a failure it can be called again, and resumes.
   *
   * @param passed called after each batch with its last event and its number of events; the next
   *   batch waits for the promise that it returns
   */
  async start(passed: BatchListener = () => Promise.resolve()): Promise<void> {
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

  /** Adds a listener that is called for every event, in order, right after it is applied. */
  onDomainEvent(listener: (recorded: Recorded) => void): void {
    this.listeners.add(listener);
  }

  /** Adds a listener that is called with the reason when the log is no longer folded. */
  onStopped(listener: (stopped: FoldStopped) => void): void {
    this.stopListeners.add(listener);
  }

  /** @throws FoldStopped while the log is not folded: the state may be out of date */
  requireFollowing(): void {
    if (this.hasStopped !== undefined) throw this.hasStopped;
  }

  /** @throws FoldStopped if the folded state is wrong */
  requireValidState(): void {
    if (this.hasStopped?.isPermanent === true) throw this.hasStopped;
  }

  /** Resolves once a position is folded. @throws FoldStopped when the fold stops before it */
  reached(position: Position, signal?: AbortSignal): Promise<void> {
    return this.wait(() => this.at !== undefined && this.at >= position, { signal });
  }

  /**
   * Resolves once a condition holds. The condition is tested now, and after each batch with events
   * of these streams.
   *
   * @throws the signal's reason when it aborts first, the error of the condition, or FoldStopped
   */
  async until(
    streams: readonly string[],
    isMet: () => boolean,
    signal?: AbortSignal,
  ): Promise<void> {
    await this.wait(isMet, { topics: streams, signal });
  }

  /** Starts to collect the events of an operation. The caller must dispose of the collection. */
  collect(operation: string): OperationEvents {
    return this.collections.begin(operation);
  }

  private async wait(isMet: () => boolean, wait: Wait): Promise<void> {
    this.requireValidState();
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
      requireAborted(signal);
    }, signal);
  }

  /**
   * Without new events no batch arrives, so the head of the log shows that the log answers again.
   */
  private async look(): Promise<void> {
    const head = await this.store.head();
    if (head === undefined || head <= (this.at ?? 0n)) this.retry.noteApparentRecovery();
  }

  /**
   * An event that can't be folded stops the fold for good: a retry would apply half of it twice.
   */
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

  /** Fails all waits: their events will come late, or not at all. */
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
    if (batch.length > 0) this.waiters.notify(touched);
  }
}
