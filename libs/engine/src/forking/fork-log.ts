import { EngineLog } from '../engine-log.js';

/** The log of a fork. It knows if a command waits for a condition. */
export class ForkLog extends EngineLog {
  private waiting = 0;

  /** True while a command waits for a condition that events make true. */
  get isAwaited(): boolean {
    return this.waiting > 0;
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
