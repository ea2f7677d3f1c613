/**
 * How often the log was lost sight of. What was learned of it before another may have come need not be
 * true of what answers now.
 */
export class Sight {
  private losses = 0;

  /** Another number after each loss. */
  get current(): number {
    return this.losses;
  }

  /** From here on another log may answer. */
  lose(): void {
    this.losses += 1;
  }
}
