/** Counts the events that a filtered subscription has examined since its last checkpoint. */
export class CheckpointCounter {
  private considered = 0;

  constructor(private readonly interval: number) {}

  add(considered: number): void {
    this.considered += considered;
  }

  /** Called after a page of the past. Events beyond the interval count for the next one. */
  isDue(): boolean {
    if (this.considered < this.interval) return false;
    this.considered %= this.interval;
    return true;
  }

  /** Called after each live event. */
  isDueLive(): boolean {
    this.considered += 1;
    if (this.considered < this.interval) return false;
    this.considered = 0;
    return true;
  }
}
