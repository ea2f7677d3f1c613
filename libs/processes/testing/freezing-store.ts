import {
  EventStore,
  type Appended,
  type LogRange,
  type NewEvent,
  type Position,
  type Recorded,
  type StreamRange,
} from '#event-store';

/**
 * The log as a process sees it that is stopped in the midst of a step of its own, while others go
 * on: from its nth such append on, nothing goes out and nothing comes in until it is let go on.
 */
export class FreezingStore extends EventStore {
  private steps = 0;
  private isFrozen = false;
  private readonly freezing: Promise<void>;
  private readonly thawing: Promise<void>;
  private freeze: () => void = () => undefined;
  /** Lets it go on, with what it was about to write. */
  thaw: () => void = () => undefined;

  constructor(
    private readonly store: EventStore,
    private readonly nth: number,
  ) {
    super();
    this.freezing = new Promise((resolve) => {
      this.freeze = resolve;
    });
    this.thawing = new Promise((resolve) => {
      this.thaw = resolve;
    });
  }

  /** Resolves when it stands still. */
  get frozen(): Promise<void> {
    return this.freezing;
  }

  override async append(
    stream: string,
    events: readonly NewEvent[],
    expected: bigint,
  ): Promise<Appended> {
    if (events[0]?.metadata.actor === 'tidemark') this.steps += 1;
    if (this.steps === this.nth && !this.isFrozen) {
      this.isFrozen = true;
      this.freeze();
    }
    if (this.isFrozen) await this.thawing;
    return this.store.append(stream, events, expected);
  }

  override readStream(stream: string, range?: StreamRange): AsyncIterable<Recorded> {
    return this.store.readStream(stream, range);
  }

  override readLog(range?: LogRange): AsyncIterable<Recorded> {
    return this.store.readLog(range);
  }

  override async *subscribe(
    after: Position | undefined,
    signal: AbortSignal,
  ): AsyncIterable<readonly Recorded[]> {
    for await (const batch of this.store.subscribe(after, signal)) {
      if (this.isFrozen) await this.thawing;
      yield batch;
    }
  }

  override head(): Promise<Position | undefined> {
    return this.store.head();
  }

  override erase(stream: string): Promise<void> {
    return this.store.erase(stream);
  }

  override async close(): Promise<void> {
    await Promise.resolve();
  }
}
