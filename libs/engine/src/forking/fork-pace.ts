import { setImmediate as turn } from 'node:timers/promises';

/** The longest that a fork works before it leaves the thread to others. */
const SLICE_MS = 5;

/** Divides the work of a fork into short slices, between which others have their turns. */
export class ForkPace {
  private since = performance.now();
  private paused = 0;

  constructor(
    /** Resolves when it is the turn of the fork. */
    private readonly takeTurn: () => Promise<void>,
  ) {}

  /** True while work waits for its slice. */
  get isPaused(): boolean {
    return this.paused > 0;
  }

  /** Resolves in a later round of the event loop, when it is the turn of the fork. */
  async nextTurn(): Promise<void> {
    await turn();
    await this.takeTurn();
    this.since = performance.now();
  }

  /** Resolves when the work may go on: at once within a slice. Work that waits stays in order. */
  async slice(): Promise<void> {
    if (!this.isOver && this.paused === 0) return;
    this.paused += 1;
    try {
      do {
        await turn();
        if (this.isOver) await this.nextTurn();
      } while (this.isOver);
    } finally {
      this.paused -= 1;
    }
  }

  private get isOver(): boolean {
    return performance.now() - this.since >= SLICE_MS;
  }
}
