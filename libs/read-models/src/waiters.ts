import { type Position } from '#event-store';

type Waiter = Readonly<{ position: Position; resolve: () => void; reject: (error: Error) => void }>;

/** Those who wait for positions. */
export class Waiters {
  private waiting: readonly Waiter[] = [];

  /** Resolves once a position is reached; @throws the signal's reason when it aborts first */
  until(position: Position, signal: AbortSignal | undefined): Promise<void> {
    return new Promise<void>((resolve, reject) => {
      const abort = (): void => {
        this.waiting = this.waiting.filter((other) => other !== waiter);
        reject(signal?.reason as Error);
      };
      const waiter: Waiter = {
        position,
        resolve: () => {
          signal?.removeEventListener('abort', abort);
          resolve();
        },
        reject: (error) => {
          signal?.removeEventListener('abort', abort);
          reject(error);
        },
      };
      signal?.addEventListener('abort', abort, { once: true });
      this.waiting = [...this.waiting, waiter];
    });
  }

  /** What they wait for does not come. */
  fail(error: Error): void {
    const { waiting } = this;
    this.waiting = [];
    for (const { reject } of waiting) reject(error);
  }

  wake(at: Position): void {
    const reached = this.waiting.filter(({ position }) => position <= at);
    this.waiting = this.waiting.filter(({ position }) => position > at);
    for (const { resolve } of reached) resolve();
  }
}
