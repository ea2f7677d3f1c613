import { type LogRange, type Position, type Recorded } from '#event-store';

import { LogDatabase } from '../file/database.js';
import { batchesInLog, eventsInLog, headOf } from './reading.js';

/**
 * Reads the embedded log beside the thread or process that writes it. Every event is durable before
 * it can be read here.
 */
export class SqliteLogReader {
  private readonly db: LogDatabase;
  private wake: (() => void) | undefined;
  private isWritten = false;

  /**
   * @param file an existing log
   */
  constructor(file: string) {
    this.db = new LogDatabase(file, 'READ ONLY');
  }

  /** Tells the reader that more was written. */
  written(): void {
    this.isWritten = true;
    this.wake?.();
  }

  async *readLog(range: LogRange = {}): AsyncIterable<Recorded> {
    yield* eventsInLog(this.db, this.db.last(), range);
  }

  /** All events after a position, without end. New events are looked for after `written`. */
  async *subscribe(
    after: Position | undefined,
    signal: AbortSignal,
  ): AsyncIterable<readonly Recorded[]> {
    let at = after;
    while (!signal.aborted) {
      this.isWritten = false;
      // A row is read and parsed once, even if its events are in several batches.
      for (const batch of batchesInLog(this.db, this.db.last(), at)) {
        at = batch.at(-1)?.position;
        yield batch;
        if (isOver(signal)) return;
      }
      await this.more(signal);
    }
  }

  async head(): Promise<Position | undefined> {
    return headOf(this.db.last());
  }

  close(): void {
    this.db.close();
  }

  private async more(signal: AbortSignal): Promise<void> {
    if (this.isWritten || signal.aborted) return;
    await new Promise<void>((resolve) => {
      const wake = (): void => {
        signal.removeEventListener('abort', wake);
        this.wake = undefined;
        resolve();
      };
      this.wake = wake;
      signal.addEventListener('abort', wake, { once: true });
    });
  }
}

/** Asked again after others had their turn. */
const isOver = (signal: AbortSignal): boolean => signal.aborted;
