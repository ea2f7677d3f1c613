import { pairId } from '../drift-state.js';
import { type DriftChange, type DriftListener } from './drift-feed.js';

/** The most pairs whose changes wait for one reader. */
const MAX_PAIRS = 10_000;

/**
 * The changes that a reader has not taken yet: the last one of each pair. A reader that falls behind
 * further is cut off, and resumes after its last message.
 */
export class ChangeQueue implements DriftListener {
  private waiting = new Map<string, DriftChange>();
  private isOver = false;
  private wake: () => void = () => undefined;

  constructor(private readonly most = MAX_PAIRS) {}

  readonly put = (changes: readonly DriftChange[]): void => {
    for (const change of changes) {
      const id = pairId(change.checkpoint, change.node);
      // A later change comes after those of other pairs, so that positions ascend.
      this.waiting.delete(id);
      this.waiting.set(id, change);
    }
    if (this.waiting.size > this.most) this.end();
    this.wake();
  };

  readonly end = (): void => {
    this.isOver = true;
    this.wake();
  };

  async *taken(): AsyncGenerator<readonly DriftChange[]> {
    for (;;) {
      if (this.waiting.size === 0 && !this.isOver)
        await new Promise<void>((resolve) => {
          this.wake = resolve;
        });
      if (this.isOver) return;
      const changes = [...this.waiting.values()];
      this.waiting = new Map();
      if (changes.length > 0) yield changes;
    }
  }
}
