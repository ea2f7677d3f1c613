/**
 * Counts how often the log was lost from sight. Facts that were learned before a loss may be wrong
 * after it, because another log may answer.
 */
export class Sight {
  private losses = 0;

  /** A number that changes with each loss. */
  get current(): number {
    return this.losses;
  }

  /** Notes that another log may answer from now on. */
  markLost(): void {
    this.losses += 1;
  }
}
