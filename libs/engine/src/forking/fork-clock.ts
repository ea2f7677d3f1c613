import { type Clock } from '#processes';

type Alarm = Readonly<{ instant: number; call: () => void }>;

/** The clock of a fork. It stands still until it is moved, from one alarm to the next. */
export class ForkClock implements Clock {
  private alarms = new Set<Alarm>();

  /** @param time milliseconds since 1970 */
  constructor(private time: number) {}

  readonly now = (): number => this.time;

  readonly at = (instant: number, call: () => void): (() => void) => {
    const alarm = { instant, call };
    this.alarms.add(alarm);
    return () => {
      this.alarms.delete(alarm);
    };
  };

  /**
   * Moves the clock, and calls the alarms on the way in the order of their instants.
   *
   * @param settled resolves when an alarm is dealt with
   */
  async pass(milliseconds: number, settled: () => Promise<void>): Promise<void> {
    const end = this.time + milliseconds;
    for (;;) {
      await settled();
      const next = this.next(end);
      if (next === undefined) break;
      this.alarms.delete(next);
      this.time = Math.max(this.time, next.instant);
      next.call();
    }
    this.time = end;
  }

  private next(end: number): Alarm | undefined {
    let first: Alarm | undefined;
    for (const alarm of this.alarms)
      if (alarm.instant <= end && (first === undefined || alarm.instant < first.instant))
        first = alarm;
    return first;
  }
}
