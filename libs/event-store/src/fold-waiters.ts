type Waiter = Readonly<{
  streams: readonly string[];
  isMet: () => boolean;
  resolve: () => void;
  reject: (error: unknown) => void;
}>;

const asError = (error: unknown): Error =>
  error instanceof Error ? error : new Error(String(error));

/** Those who wait until something holds that events of some streams may make so. */
export class FoldWaiters {
  private readonly waiting = new Map<string, Set<Waiter>>();

  /** @throws the signal's reason when it aborts first, or what the condition throws */
  async until(
    streams: readonly string[],
    isMet: () => boolean,
    signal: AbortSignal | undefined,
  ): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      const settle = (end: () => void): void => {
        signal?.removeEventListener('abort', abort);
        this.forget(waiter);
        end();
      };
      const waiter: Waiter = {
        streams,
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

  /** There is something new in these streams. */
  tell(touched: ReadonlySet<string>): void {
    const woken = new Set<Waiter>();
    for (const stream of touched)
      for (const waiter of this.waiting.get(stream) ?? []) woken.add(waiter);
    for (const waiter of woken) ask(waiter);
  }

  /** What they wait for does not come. */
  fail(error: Error): void {
    for (const waiter of new Set([...this.waiting.values()].flatMap((set) => [...set])))
      waiter.reject(error);
  }

  private add(waiter: Waiter): void {
    for (const stream of waiter.streams) {
      const set = this.waiting.get(stream) ?? new Set();
      this.waiting.set(stream, set.add(waiter));
    }
  }

  private forget(waiter: Waiter): void {
    for (const stream of waiter.streams) {
      const set = this.waiting.get(stream);
      set?.delete(waiter);
      if (set?.size === 0) this.waiting.delete(stream);
    }
  }
}

/** A condition that throws has its answer too; the fold goes on. */
const ask = (waiter: Waiter): void => {
  try {
    if (waiter.isMet()) waiter.resolve();
  } catch (error) {
    waiter.reject(error);
  }
};
