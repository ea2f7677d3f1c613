import {
  type Appended,
  type EventStore,
  type NewEvent,
  type Position,
  type Recorded,
} from '#event-store';

import { StoreBefore } from './store-before.js';

/**
 * The log of a process that freezes during one of its own steps. From its nth append on, no request
 * leaves and no event arrives until `thaw`.
 */
export class FreezingStore extends StoreBefore {
  private steps = 0;
  private isFrozen = false;
  private readonly freezing: Promise<void>;
  private readonly thawing: Promise<void>;
  private freeze: () => void = () => undefined;
  /** Lets the process resume, beginning with the held append. */
  thaw: () => void = () => undefined;

  constructor(
    store: EventStore,
    private readonly nth: number,
  ) {
    super(store);
    this.freezing = new Promise((resolve) => {
      this.freeze = resolve;
    });
    this.thawing = new Promise((resolve) => {
      this.thaw = resolve;
    });
  }

  /** Resolves when the process is frozen. */
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

  override async *subscribe(
    after: Position | undefined,
    signal: AbortSignal,
  ): AsyncIterable<readonly Recorded[]> {
    for await (const batch of this.store.subscribe(after, signal)) {
      if (this.isFrozen) await this.thawing;
      yield batch;
    }
  }
}
