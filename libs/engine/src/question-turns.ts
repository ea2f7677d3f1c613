/** The clock and the timers of the turns; those of Node.js outside tests. */
type Time = Readonly<{
  /** Milliseconds. */
  now: () => number;
  /** Calls back when the event loop has gone round once. */
  soon: (work: () => void) => void;
  after: (milliseconds: number, work: () => void) => void;
}>;

const NODE_TIME: Time = {
  now: () => performance.now(),
  soon: (work) => setImmediate(work),
  after: (milliseconds, work) => setTimeout(work, milliseconds),
};

/**
 * The turns of questions on the thread of the requests. One question is answered in a round of the
 * event loop. While commands are under way, as much time as the question took goes to them before
 * the next question.
 */
export class QuestionTurns {
  private readonly waiting: (() => void)[] = [];
  private isTaken = false;

  constructor(
    /** True while commands are under way. */
    private readonly isBusy: () => boolean,
    private readonly time: Time = NODE_TIME,
  ) {}

  /** Resolves when it is the caller's turn. The turn ends by itself. */
  next(): Promise<void> {
    if (this.isTaken) return new Promise((resolve) => this.waiting.push(resolve));
    this.begin();
    return Promise.resolve();
  }

  private begin(): void {
    this.isTaken = true;
    const begun = this.time.now();
    this.time.soon(() => {
      if (this.isBusy())
        this.time.after(this.time.now() - begun, () => {
          this.end();
        });
      else this.end();
    });
  }

  private end(): void {
    this.isTaken = false;
    const next = this.waiting.shift();
    if (next === undefined) return;
    this.begin();
    next();
  }
}
