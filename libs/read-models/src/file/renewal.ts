import { toPosition, type Position } from '#event-store';

import { type ReadDatabase } from './database.js';

type Parts = Readonly<{
  /** Read from by a connection of its own; undefined where the writer's is shared. */
  db: ReadDatabase | undefined;
  /** Has the file deleted and built anew. */
  rebuild: () => Promise<void>;
  /** Told when the file is there again, up to where it was. */
  done: () => void;
}>;

/**
 * The time in which the file is built anew. Nothing is answered from it before it is up to where it
 * was, and what is reported of the file that was there before counts for nothing.
 */
export class Renewal {
  private goal = toPosition(0n);
  private why: Error | undefined;
  private hasBegun = false;

  constructor(private readonly parts: Parts) {}

  /** Why nothing is answered; undefined while all is. */
  get reason(): Error | undefined {
    return this.why;
  }

  /** Whether what is reported is about the file that was there before. */
  get isPending(): boolean {
    return this.why !== undefined && !this.hasBegun;
  }

  /** The position that has to be there before an answer for one is true. */
  neededFor(position: Position): Position {
    return this.why !== undefined && this.goal > position ? this.goal : position;
  }

  /** @param at up to where the file was */
  async begin(at: Position, reason: Error): Promise<void> {
    if (this.why === undefined) this.goal = at;
    this.why = reason;
    this.hasBegun = false;
    this.parts.db?.shut(reason);
    // The statement that has found damage is under way still.
    await Promise.resolve();
    this.parts.db?.close();
    await this.parts.rebuild();
  }

  /** Closes the file for those who read it. */
  letGo(): void {
    this.parts.db?.close();
  }

  /** The file that was there before is deleted. */
  begun(): void {
    this.hasBegun = true;
    if (this.goal === 0n) this.end();
  }

  /**
   * Takes note of how far the file is.
   *
   * @returns how many of the events that took it there were never in the file before
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
