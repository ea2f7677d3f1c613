import { HttpProblem } from '../http/answer/http-problem.js';

/** The most what-ifs at once, and the most that wait. */
export const [MAX_RUNNING, MAX_WAITING] = [8, 100];

/** Lets a few what-ifs run at once; the others wait, in their order. */
export class WhatIfQueue {
  private running = 0;
  private readonly waiting: (() => void)[] = [];

  constructor(private readonly most = { running: MAX_RUNNING, waiting: MAX_WAITING }) {}

  /**
   * Runs the work when there is room.
   *
   * @throws HttpProblem 503 if too many wait
   */
  async run<Result>(work: () => Promise<Result>): Promise<Result> {
    if (this.running >= this.most.running) await this.room();
    else this.running += 1;
    try {
      return await work();
    } finally {
      this.end();
    }
  }

  private room(): Promise<void> {
    if (this.waiting.length >= this.most.waiting)
      throw new HttpProblem(503, 'too-many-what-ifs', {
        detail: `${this.waiting.length} what-ifs are waiting; try again later`,
      });
    return new Promise((resolve) => this.waiting.push(resolve));
  }

  /** Passes the room on to the next one. */
  private end(): void {
    const next = this.waiting.shift();
    if (next === undefined) this.running -= 1;
    else next();
  }
}
