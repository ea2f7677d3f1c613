/** Counts what a filtered subscription has looked at since its last checkpoint. */
export class CheckpointCounter {
  private considered = 0;

  constructor(private readonly interval: number) {}

  add(considered: number): void {
    this.considered += considered;
  }

  /** After a page of the past: what is over the interval counts for the next one. */
  isDue(): boolean {
    if (this.considered < this.interval) return false;
    this.considered %= this.interval;
    return true;
  }

  /** After one more event that has just come. */
  isDueLive(): boolean {
    this.considered += 1;
    if (this.considered < this.interval) return false;
    this.considered = 0;
    return true;
  }
}
