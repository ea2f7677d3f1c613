type Waiter = Readonly<{
  topics: readonly string[];
  isMet: () => boolean;
  resolve: () => void;
  reject: (error: unknown) => void;
}>;

export type Wait = Readonly<{
  /** The topics that can make the condition true; without them, any topic can. */
  topics?: readonly string[];
  /** Ends the wait. */
  signal?: AbortSignal | undefined;
}>;

/** Stands for all topics. No topic is empty. */
const ANYTHING = '';

const asError = (error: unknown): Error =>
  error instanceof Error ? error : new Error(String(error));

/** Callers that wait for a condition. The condition is tested at each notification. */
export class Waiters {
  private readonly waiting = new Map<string, Set<Waiter>>();

  /**
   * Resolves once a condition holds. The first test is at the next notification.
   *
   * @throws the signal's reason when it aborts first, or the error of the condition
   */
  async until(isMet: () => boolean, { topics = [ANYTHING], signal }: Wait = {}): Promise<void> {
    signal?.throwIfAborted();
    await new Promise<void>((resolve, reject) => {
      const settle = (end: () => void): void => {
        signal?.removeEventListener('abort', abort);
        this.forget(waiter);
        end();
      };
      const waiter: Waiter = {
        topics,
        isMet,
        resolve: () => {
          settle(resolve);
        },
        reject: (error) => {
          settle(() => {
            reject(asError(error));
          });
        },
      };
      const abort = (): void => {
        waiter.reject(signal?.reason);
      };
      signal?.addEventListener('abort', abort, { once: true });
      this.add(waiter);
    });
  }

  /** Tests the conditions for these topics, after those for any topic. */
  notify(topics: Iterable<string> = []): void {
    const woken = new Set(this.waiting.get(ANYTHING));
    for (const topic of topics)
      for (const waiter of this.waiting.get(topic) ?? []) woken.add(waiter);
    for (const waiter of woken) ask(waiter);
  }

  /** Fails all waits. */
  fail(error: Error): void {
    for (const waiter of new Set([...this.waiting.values()].flatMap((set) => [...set])))
      waiter.reject(error);
  }

  private add(waiter: Waiter): void {
    for (const topic of waiter.topics) {
      const set = this.waiting.get(topic) ?? new Set();
      this.waiting.set(topic, set.add(waiter));
    }
  }

  private forget(waiter: Waiter): void {
    for (const topic of waiter.topics) {
      const set = this.waiting.get(topic);
      set?.delete(waiter);
      if (set?.size === 0) this.waiting.delete(topic);
    }
  }
}

/** A condition that throws ends its own wait; the others go on. */
const ask = (waiter: Waiter): void => {
  try {
    if (waiter.isMet()) waiter.resolve();
  } catch (error) {
    waiter.reject(error);
  }
};
