import { type Clock } from '#processes';

type Alarm = Readonly<{ instant: number; call: () => void }>;

/** A clock that stands still until a test moves it. */
export class ManualClock implements Clock {
  private time: number;
  private alarms: readonly Alarm[] = [];

  constructor(start = 0) {
    this.time = start;
  }

  readonly now = (): number => this.time;

  readonly at = (instant: number, call: () => void): (() => void) => this.alarm(instant, call);

  protected alarm(instant: number, call: () => void): () => void {
    const alarm = { instant, call };
    this.alarms = [...this.alarms, alarm];
    return () => {
      this.alarms = this.alarms.filter((other) => other !== alarm);
    };
  }

  /**
   * Moves the clock from one alarm to the next. @param settled resolves when an alarm is dealt with
   */
  async pass(milliseconds: number, settled: () => Promise<void>): Promise<void> {
    const end = this.time + milliseconds;
    for (;;) {
      await settled();
      const [next] = this.alarms.toSorted((a, b) => a.instant - b.instant);
      if (next === undefined || next.instant > end) break;
      this.alarms = this.alarms.filter((other) => other !== next);
      this.time = Math.max(this.time, next.instant);
      next.call();
    }
    this.time = end;
  }
}

/** A clock whose alarms sometimes go off a little early, like real timers. */
export class NervousClock extends ManualClock {
  constructor(
    private readonly random: () => number,
    start = 0,
  ) {
    super(start);
  }

  override readonly at = (instant: number, call: () => void): (() => void) =>
    this.alarm(instant - Math.floor(this.random() * 3), call);
}

/** Some events have the same time, and sometimes the clock goes back. */
export const unsteadyClock = (): (() => Date) => {
  let ticks = 0;
  return () => {
    ticks += 1;
    return new Date(ticks % 7 === 0 ? ticks - 3 : ticks - (ticks % 3));
  };
};
