import { randomUUID } from 'node:crypto';

import { convertToCommandError } from '@eventstore/db-client';

import { Pauses, RETRY } from '#event-store';

import { answerOf, type Answer } from './append-answer.js';
import { appendRequest, type Append } from './append-request.js';
import { type BatchAppendCall, type Connection } from '../connection/connection.js';
import { isPassing, translated, unavailable } from '../connection/failures.js';
import { type BatchAppendRequest, type BatchAppendResponse } from '../read/protocol.js';

/** An append without an answer. */
type Job = Readonly<{
  request: BatchAppendRequest;
  resolve: (outcome: Outcome) => void;
  reject: (error: unknown) => void;
  /** Rejects it when the patience is over. */
  timer: NodeJS.Timeout;
  pauses: Pauses;
}> & {
  sent: number;
  sentAt: number;
  /** Sends it again. */
  retry: NodeJS.Timeout | undefined;
};

/** The outcome of an append. `isCertain` is false if an earlier answer may have been lost. */
export type Outcome = Exclude<Answer, { type: 'passing' }> & Readonly<{ isCertain: boolean }>;

export type AppenderOptions = Readonly<{
  /** The time in which an append is tried again, in milliseconds. */
  patienceMs: number;
  now: () => number;
  /** Resolves when appends are known to reach the right log; called after a call was opened. */
  ready?: () => Promise<void>;
}>;

/**
 * Sends appends to the leader over one call, side by side. An append that the server could not
 * carry out is sent again. When the call breaks, all unanswered appends are sent again in order.
 * Callers derive the ids of their events from the command, so the server recognises an append that
 * it has written already.
 */
export class Appender {
  private readonly jobs = new Map<string, Job>();
  private call: BatchAppendCall | undefined;
  private isOpening = false;
  private answeredAt = 0;
  private readonly pauses = new Pauses(RETRY.request);
  private retry: NodeJS.Timeout | undefined;
  /** The reason why the last try failed, for the error of an append that is given up. */
  private lastFailure: string | undefined;

  constructor(
    private readonly connection: Connection,
    private readonly options: AppenderOptions,
  ) {}

  /**
   * @throws StoreUnavailable if there is no answer in time; the append may be written all the same
   */
  append(append: Append): Promise<Outcome> {
    const correlation = randomUUID();
    const request = appendRequest(correlation, append);
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.giveUp(correlation);
      }, this.options.patienceMs);
      const counts = { sent: 0, sentAt: 0, retry: undefined };
      const job: Job = {
        request,
        resolve,
        reject,
        timer,
        pauses: new Pauses(RETRY.request),
        ...counts,
      };
      this.jobs.set(correlation, job);
      if (this.call !== undefined) this.send(this.call, job);
      else this.open();
    });
  }

  /** Ends all waiting appends with an error. */
  stop(error: Error): void {
    clearTimeout(this.retry);
    this.rejectAll(error);
    this.call?.cancel();
    this.call = undefined;
  }

  private rejectAll(error: unknown): void {
    for (const correlation of [...this.jobs.keys()])
      this.settle(correlation, ({ reject }) => {
        reject(error);
      });
  }

  private giveUp(correlation: string): void {
    const { patienceMs } = this.options;
    this.settle(correlation, ({ reject, sentAt }) => {
      const trouble = this.lastFailure === undefined ? '' : `; ${this.lastFailure}`;
      reject(unavailable(new Error(`no answer to an append within ${patienceMs} ms${trouble}`)));
      // A call without an answer since then may be dead without notice.
      if (this.call !== undefined && this.answeredAt <= sentAt)
        this.broken(this.call, new Error('the call answers nothing'));
    });
  }

  private settle(correlation: string, end: (job: Job) => void): void {
    const job = this.jobs.get(correlation);
    if (job === undefined) return;
    this.jobs.delete(correlation);
    clearTimeout(job.timer);
    clearTimeout(job.retry);
    end(job);
  }

  private open(): void {
    if (this.isOpening || this.retry !== undefined) return;
    this.isOpening = true;
    this.openCall().then(
      (call) => {
        this.isOpening = false;
        this.opened(call);
      },
      (error: unknown) => {
        this.isOpening = false;
        this.again(error);
      },
    );
  }

  private async openCall(): Promise<BatchAppendCall> {
    const call = await this.connection.openAppends();
    try {
      await this.options.ready?.();
      return call;
    } catch (error) {
      // A cancelled call emits an error too.
      call.on('error', () => undefined);
      call.cancel();
      throw error;
    }
  }

  private opened(call: BatchAppendCall): void {
    this.call = call;
    call.on('data', (response: BatchAppendResponse) => {
      this.take(response);
    });
    call.on('error', (error: Error) => {
      this.broken(call, convertToCommandError(error));
    });
    call.on('end', () => {
      this.broken(call, new Error('the server has ended the call'));
    });
    for (const job of this.jobs.values()) this.send(call, job);
  }

  private send(call: BatchAppendCall, job: Job): void {
    clearTimeout(job.retry);
    job.sent += 1;
    job.sentAt = this.options.now();
    call.write(job.request);
  }

  private take(response: BatchAppendResponse): void {
    const answer = answerOf(response);
    const correlation = response.getCorrelationId()?.getString() ?? '';
    this.answeredAt = this.options.now();
    if (answer.type === 'passing') {
      this.sendLater(this.jobs.get(correlation), answer.why);
      return;
    }
    this.pauses.reset();
    this.lastFailure = undefined;
    this.connection.answered();
    this.settle(correlation, ({ resolve, sent }) => {
      resolve({ ...answer, isCertain: sent === 1 });
    });
  }

  /** Sends one append again later. The other appends under way are not affected. */
  private sendLater(job: Job | undefined, why: string): void {
    this.lastFailure = why;
    this.connection.failed(new Error(why));
    if (job === undefined) return;
    job.retry = setTimeout(() => {
      if (this.call !== undefined) this.send(this.call, job);
    }, job.pauses.next());
  }

  /** Sends all unanswered appends of a broken call over the next one. */
  private broken(call: BatchAppendCall, error: unknown): void {
    if (this.call !== call) return;
    this.call = undefined;
    call.cancel();
    this.again(error);
  }

  private again(error: unknown): void {
    if (!isPassing(error)) {
      this.rejectAll(translated(error));
      return;
    }
    this.lastFailure = error instanceof Error ? error.message : String(error);
    this.connection.failed(error);
    if (this.jobs.size === 0) return;
    this.retry ??= setTimeout(() => {
      this.retry = undefined;
      this.open();
    }, this.pauses.next());
  }
}
