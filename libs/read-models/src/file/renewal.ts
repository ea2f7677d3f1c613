import { toPosition, type Position } from '#event-store';

import { type ReadDatabase } from './database.js';

type Parts = Readonly<{
  /** The reader's own connection; undefined if it shares the writer's. */
  db: ReadDatabase | undefined;
  /** Deletes the file and starts to rebuild it. */
  rebuild: () => Promise<void>;
  /** Called when the file has reached its old position again. */
  done: () => void;
}>;

/**
 * The rebuilding of the file. No question is answered until the file has reached its old position.
 * Reports about the old file are ignored.
 */
export class Renewal {
  private goal = toPosition(0n);
  private why: Error | undefined;
  private hasBegun = false;

  constructor(private readonly parts: Parts) {}

  /** The reason why no question is answered; undefined otherwise. */
  get reason(): Error | undefined {
    return this.why;
  }

  /** True while reports are still about the old file. */
  get isPending(): boolean {
    return this.why !== undefined && !this.hasBegun;
  }

  /** The position that must be projected before an answer for a position is right. */
  neededFor(position: Position): Position {
    return this.why !== undefined && this.goal > position ? this.goal : position;
  }

  /** @param at the position of the old file */
  async begin(at: Position, reason: Error): Promise<void> {
    if (this.why === undefined) this.goal = at;
    this.why = reason;
    this.hasBegun = false;
    this.parts.db?.shut(reason);
    // The statement that found the damage has not returned yet.
    await Promise.resolve();
    this.parts.db?.close();
    await this.parts.rebuild();
  }

  /** Closes the file for its readers. */
  release(): void {
    this.parts.db?.close();
  }

  /** The old file was deleted. */
  begun(): void {
    this.hasBegun = true;
    if (this.goal === 0n) this.end();
  }

  /**
   * Takes in the progress of the file.
   *
   * @returns the number of its new events that were never in the file before
   */
  advance(position: Position, count: number): number {
    if (this.why === undefined) return count;
    if (position < this.goal) return 0;
    this.end();
    return Math.min(count, Number(position - this.goal));
  }

  private end(): void {
    this.why = undefined;
    this.parts.db?.reopen();
    this.parts.done();
  }
}
