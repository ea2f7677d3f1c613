type Waiter = Readonly<{
  topics: readonly string[];
  isMet: () => boolean;
  resolve: () => void;
  reject: (error: unknown) => void;
}>;

export type Wait = Readonly<{
  /** The names of what may make it true; without them, anything may. */
  topics?: readonly string[];
  /** Ends the wait. */
  signal?: AbortSignal | undefined;
}>;

/** Stands for all topics. No topic is empty. */
const ANYTHING = '';

const asError = (error: unknown): Error =>
  error instanceof Error ? error : new Error(String(error));

/** Those who wait until something holds. Their condition is asked when they are told of something new. */
export class Waiters {
  private readonly waiting = new Map<string, Set<Waiter>>();

  /**
   * Resolves once a condition holds; it is not asked before something new is told.
   *
   * @throws the signal's reason when it aborts first, or what the condition throws
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

  /** There is something new of these topics; those who wait for anything are asked first. */
  tell(topics: Iterable<string> = []): void {
    const woken = new Set(this.waiting.get(ANYTHING));
    for (const topic of topics)
      for (const waiter of this.waiting.get(topic) ?? []) woken.add(waiter);
    for (const waiter of woken) ask(waiter);
  }

  /** What they wait for does not come. */
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

/** A condition that throws has its answer too; the others go on. */
const ask = (waiter: Waiter): void => {
  try {
    if (waiter.isMet()) waiter.resolve();
  } catch (error) {
    waiter.reject(error);
  }
};
