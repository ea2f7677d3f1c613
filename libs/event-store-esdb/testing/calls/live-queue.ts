import { timedOut } from './refusal.js';

/** The messages that wait for a live subscriber. Beyond a limit, the subscription is dropped. */
export class LiveQueue<T> {
  private readonly waiting: T[] = [];
  private isTooSlow = false;
  private wake: () => void = () => undefined;

  constructor(
    private readonly limit: number,
    private readonly gone: AbortSignal,
  ) {
    gone.addEventListener('abort', () => {
      this.wake();
    });
  }

  push(item: T): void {
    if (this.waiting.length >= this.limit) this.isTooSlow = true;
    if (!this.isTooSlow) this.waiting.push(item);
    this.wake();
  }

  /**
   * Ends when the subscriber is gone. If the subscriber was too slow, throws after the waiting
   * messages.
   */
  async *[Symbol.asyncIterator](): AsyncGenerator<T> {
    for (;;) {
      const item = this.waiting.shift();
      if (this.gone.aborted) return;
      if (item !== undefined) yield item;
      else if (this.isTooSlow) throw tooSlow();
      else await this.pushed();
    }
  }

  private pushed(): Promise<void> {
    return new Promise((resolve) => {
      this.wake = resolve;
    });
  }
}

const tooSlow = (): Error =>
  timedOut('Consumer too slow to handle event while live. Client resubscription required.');
