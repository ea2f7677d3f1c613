import { randomUUID } from 'node:crypto';

import { convertToCommandError } from '@eventstore/db-client';

import { answerOf, type Answer } from './append-answer.js';
import { appendRequest, type Append } from './append-request.js';
import { type BatchAppendCall, type Connection } from './connection.js';
import { unavailable } from './failures.js';
import { Pauses } from './pauses.js';
import { type BatchAppendRequest, type BatchAppendResponse } from './protocol.js';

type Job = Readonly<{
  request: BatchAppendRequest;
  resolve: (outcome: Outcome) => void;
  reject: (error: Error) => void;
  /** Gives up on it. */
  timer: NodeJS.Timeout;
}> & { sent: number };

/** What became of an append, and whether an answer before this one may have been lost. */
export type Outcome = Answer & Readonly<{ isCertain: boolean }>;

/**
 * Sends appends to the leader over one call, side by side, and sends what was not answered again,
 * in the order it came, when that call breaks: whoever appends derives the ids of its events, so
 * that the server recognises what it has written already.
 */
export class Appender {
  private readonly jobs = new Map<string, Job>();
  private call: BatchAppendCall | undefined;
  private isOpening = false;
  private readonly pauses = new Pauses();
  private retry: NodeJS.Timeout | undefined;

  constructor(
    private readonly connection: Connection,
    private readonly patienceMs: number,
  ) {}

  /** @throws StoreUnavailable when it was not answered in time; it may be written all the same */
  append(append: Append): Promise<Outcome> {
    const correlation = randomUUID();
    const request = appendRequest(correlation, append, new Date(Date.now() + this.patienceMs));
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.giveUp(correlation);
      }, this.patienceMs);
      const job: Job = { request, resolve, reject, timer, sent: 0 };
      this.jobs.set(correlation, job);
      if (this.call !== undefined) this.send(this.call, job);
      else this.open();
    });
  }

  /** Whoever still waits is told that there will be no answer. */
  stop(error: Error): void {
    clearTimeout(this.retry);
    for (const correlation of [...this.jobs.keys()])
      this.settle(correlation, ({ reject }) => {
        reject(error);
      });
    this.call?.cancel();
    this.call = undefined;
  }

  private giveUp(correlation: string): void {
    this.settle(correlation, ({ reject }) => {
      reject(unavailable(new Error(`no answer to an append within ${this.patienceMs} ms`)));
    });
    // A call that answers nothing may be dead without a word.
    if (this.call !== undefined) this.broken(this.call, new Error('it answers nothing'));
  }

  private settle(correlation: string, end: (job: Job) => void): void {
    const job = this.jobs.get(correlation);
    if (job === undefined) return;
    this.jobs.delete(correlation);
    clearTimeout(job.timer);
    end(job);
  }

  private open(): void {
    if (this.isOpening || this.retry !== undefined) return;
    this.isOpening = true;
    const opening = this.connection.isOpen
      ? this.connection.openAppends()
      : Promise.reject(new Error('closed'));
    opening
      .then((call) => {
        this.isOpening = false;
        this.opened(call);
      })
      .catch((error: unknown) => {
        this.isOpening = false;
        this.again(error);
      });
  }

  private opened(call: BatchAppendCall): void {
    this.call = call;
    call.on('data', (response: BatchAppendResponse) => {
      this.take(call, response);
    });
    call.on('error', (error: Error) => {
      this.broken(call, convertToCommandError(error));
    });
    call.on('end', () => {
      this.broken(call, new Error('the server has ended it'));
    });
    for (const job of this.jobs.values()) this.send(call, job);
  }

  private send(call: BatchAppendCall, job: Job): void {
    job.sent += 1;
    call.write(job.request);
  }

  private take(call: BatchAppendCall, response: BatchAppendResponse): void {
    const answer = answerOf(response);
    const correlation = response.getCorrelationId()?.getString() ?? '';
    if (answer.type === 'passing') {
      this.broken(call, new Error(answer.why));
      return;
    }
    this.pauses.reset();
    this.connection.answered();
    this.settle(correlation, ({ resolve, sent }) => {
      resolve({ ...answer, isCertain: sent === 1 });
    });
  }

  /** What was sent over it and is not answered is sent again over the next one. */
  private broken(call: BatchAppendCall, error: unknown): void {
    if (this.call !== call) return;
    this.call = undefined;
    call.on('error', () => undefined);
    call.cancel();
    this.again(error);
  }

  private again(error: unknown): void {
    this.connection.failed(error);
    if (this.jobs.size === 0) return;
    this.retry ??= setTimeout(() => {
      this.retry = undefined;
      this.open();
    }, this.pauses.next());
  }
}
