import { Worker } from 'node:worker_threads';

import {
  ReadModelDamaged,
  type ComparedPart,
  type FileComparison,
  type TreeComparison,
  type TreePair,
} from '#read-models';

import {
  type ComparingThread,
  type ComparisonReport,
  type StartComparing,
} from './comparing-messages.js';

/** As many comparisons wait already as may wait at once. */
export class TooManyComparisons extends Error {
  override readonly name = 'TooManyComparisons';

  constructor(count: number) {
    super(`${count} long comparisons are waiting; try again later`);
  }
}

/** A comparison took too long. */
export class ComparisonTimedOut extends Error {
  override readonly name = 'ComparisonTimedOut';

  constructor(ms: number) {
    super(`the comparison took more than ${ms / 1000} s; narrow it with a key`);
  }
}

/** The most comparisons that wait at once, and the milliseconds that one may take. */
const [MAX_WAITING, AT_MOST_MS] = [16, 60_000];
const WORKER = new URL('./comparing.worker.js', import.meta.url);

const startThread: StartComparing = () => new Worker(WORKER);

const stopped = (): Error => new Error('the server stops');

type Waiting = Readonly<{
  asked: FileComparison;
  answer: PromiseWithResolvers<TreeComparison>;
}>;

/**
 * Compares trees of the past on a thread of its own, one pair after the other. The thread starts with
 * the first pair, and stays.
 */
export class TreeComparisons {
  private readonly waiting: Waiting[] = [];
  private thread: ComparingThread | undefined;
  private timer: NodeJS.Timeout | undefined;
  private running = 0;
  private isStopping = false;

  constructor(
    private readonly place: Pick<FileComparison, 'file' | 'cluster'>,
    private readonly start: StartComparing = startThread,
    private readonly atMostMs = AT_MOST_MS,
  ) {}

  /**
   * Compares two trees of the file.
   *
   * @throws TooManyComparisons, ComparisonTimedOut, ReadModelDamaged
   */
  compare(pair: TreePair, part: ComparedPart): Promise<TreeComparison> {
    if (this.isStopping) return Promise.reject(stopped());
    if (this.waiting.length >= MAX_WAITING)
      return Promise.reject(new TooManyComparisons(this.waiting.length));
    const answer = Promise.withResolvers<TreeComparison>();
    this.waiting.push({ asked: { ...this.place, pair, part }, answer });
    if (this.waiting.length === 1) this.orderNext();
    return answer.promise;
  }

  /** Ends the thread. Comparisons that wait are refused. */
  async stop(): Promise<void> {
    this.isStopping = true;
    for (const { answer } of this.waiting.splice(0)) answer.reject(stopped());
    await this.drop();
  }

  private orderNext(): void {
    const [next] = this.waiting;
    if (next === undefined) return;
    this.running += 1;
    this.timer = setTimeout(() => {
      this.end((answer) => {
        answer.reject(new ComparisonTimedOut(this.atMostMs));
      });
    }, this.atMostMs);
    this.opened().postMessage({ id: this.running, asked: next.asked });
  }

  private opened(): ComparingThread {
    if (this.thread !== undefined) return this.thread;
    const thread = this.start();
    this.thread = thread;
    thread.on('message', (report) => {
      this.take(report as ComparisonReport);
    });
    const fail = (error: unknown): void => {
      if (this.thread !== thread) return;
      this.end((answer) => {
        answer.reject(error);
      });
    };
    thread.on('error', fail);
    thread.on('exit', () => {
      fail(new Error('the thread of the comparison has ended'));
    });
    return thread;
  }

  private take(report: ComparisonReport): void {
    const [current] = this.waiting;
    if (report.id !== this.running || current === undefined) return;
    clearTimeout(this.timer);
    this.waiting.shift();
    if ('compared' in report) current.answer.resolve(report.compared);
    else
      current.answer.reject(
        report.isDamage ? new ReadModelDamaged(report.failure) : new Error(report.failure),
      );
    this.orderNext();
  }

  /** Ends the thread and the comparison that it has; the next one begins on another thread. */
  private end(settle: (answer: Waiting['answer']) => void): void {
    void this.drop();
    const ended = this.waiting.shift();
    if (ended !== undefined) settle(ended.answer);
    this.orderNext();
  }

  private async drop(): Promise<void> {
    clearTimeout(this.timer);
    const { thread } = this;
    this.thread = undefined;
    await thread?.terminate();
  }
}
