import {
  type Appended,
  type EventStore,
  type NewEvent,
  type Position,
  type Recorded,
} from '#event-store';

import { StoreBefore } from './store-before.js';

/** A store whose appends and subscriptions take a random while, once it is slow, so that writers come in any order. */
export class SlowStore extends StoreBefore {
  isSlow = false;

  constructor(
    store: EventStore,
    private readonly random: () => number,
    private readonly most = 40,
  ) {
    super(store);
  }

  override async append(
    stream: string,
    events: readonly NewEvent[],
    expected: bigint,
  ): Promise<Appended> {
    await this.turns();
    const appended = await this.store.append(stream, events, expected);
    await this.turns();
    return appended;
  }

  override async *subscribe(
    after: Position | undefined,
    signal: AbortSignal,
  ): AsyncGenerator<readonly Recorded[]> {
    for await (const batch of this.store.subscribe(after, signal)) {
      await this.turns();
      yield batch;
    }
  }

  private async turns(): Promise<void> {
    if (!this.isSlow) return;
    for (let left = Math.floor(this.random() * this.most); left > 0; left -= 1)
      await Promise.resolve();
  }
}
