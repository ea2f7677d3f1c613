import { EngineLog } from '../engine-log.js';

/** The log of a fork. It knows if a command waits for a condition. */
export class ForkLog extends EngineLog {
  private waiting = 0;

  /** The number of commands that wait for a condition that events make true. */
  get waits(): number {
    return this.waiting;
  }

  override async until(
    streams: readonly string[],
    isMet: () => boolean,
    deadline?: AbortSignal,
  ): Promise<void> {
    this.waiting += 1;
    try {
      await super.until(streams, isMet, deadline);
    } finally {
      this.waiting -= 1;
    }
  }
}
