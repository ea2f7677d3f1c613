import { type EventStore, type Position } from '#event-store';

/** A short name of an event. */
export const nameOf = (id: string): string => `event ${id.slice(0, 8)}`;

/** A subscriber that records the events that it was given. */
export class Subscriber {
  readonly stopping = new AbortController();
  readonly seen: string[] = [];
  readonly ended: Promise<void>;
  private waiting: (() => void)[] = [];
  /** Each batch waits for this promise. */
  hold: () => Promise<unknown> = () => Promise.resolve();

  constructor(store: Pick<EventStore, 'subscribe'>, after?: Position) {
    this.ended = this.listen(store, after);
  }

  async until(count: number): Promise<readonly string[]> {
    while (this.seen.length < count)
      await new Promise<void>((resolve) => {
        this.waiting.push(resolve);
      });
    return this.seen;
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await this.ended;
  }

  private async listen(store: Pick<EventStore, 'subscribe'>, after?: Position): Promise<void> {
    for await (const batch of store.subscribe(after, this.stopping.signal)) {
      this.seen.push(...batch.map(({ id }) => nameOf(id)));
      for (const wake of this.waiting.splice(0)) wake();
      await this.hold();
    }
  }
}
