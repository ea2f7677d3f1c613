import { type ServerResponse } from 'node:http';
import { type Duplex } from 'node:stream';

import { type HttpProblem } from '../http/answer/http-problem.js';

/** While so many requests wait, nothing more is read from their connection. */
const MOST_WAITING = 32;

/**
 * The requests of a connection that are not answered yet. Each one begins when the one before it is
 * answered, because that answer may end the connection.
 */
export class Connection {
  /** The reason why nothing more is read. */
  failure: HttpProblem | undefined;
  private readonly open = new Set<ServerResponse>();
  private last: ServerResponse | undefined;
  private waiting = 0;
  private isHeldBack = false;

  constructor(private readonly socket: Duplex) {}

  /** The answers to requests whose bodies have not come to their end. */
  get incomplete(): readonly ServerResponse[] {
    return [...this.open].filter(({ req }) => !req.complete);
  }

  /** True if the client has sent more than was answered, or may still be sending it. */
  get hasMore(): boolean {
    return this.failure !== undefined || this.waiting > 0 || this.incomplete.length > 0;
  }

  /** Begins a request in its turn. */
  take(response: ServerResponse, begin: () => void): void {
    const before = this.last;
    this.open.add(response);
    this.last = response;
    response.once('close', () => {
      this.open.delete(response);
      if (this.last === response) this.last = undefined;
    });
    this.after(before, begin);
    if (this.waiting >= MOST_WAITING) this.holdBack();
  }

  /** Acts once all requests so far are answered; never, if an answer ends the connection. */
  inTurn(act: () => void): void {
    this.after(this.last, act);
  }

  /** The same for a socket that was taken from the parser: its bytes wait for a reader. */
  inTurnUnread(act: () => void): void {
    this.isHeldBack = false;
    this.inTurn(act);
  }

  /** Lets the last answer announce the end of the connection. */
  announceEnd(): void {
    if (this.last !== undefined) this.last.shouldKeepAlive = false;
  }

  private after(before: ServerResponse | undefined, act: () => void): void {
    const start = (): void => {
      if (this.socket.writable) act();
    };
    if (before === undefined) {
      start();
      return;
    }
    this.waiting += 1;
    before.once('close', () => {
      this.waiting -= 1;
      start();
      if (this.isHeldBack && this.waiting < MOST_WAITING) this.goOn();
    });
  }

  private holdBack(): void {
    if (this.isHeldBack) return;
    this.isHeldBack = true;
    // The parser resumes the socket after each request of the bytes that it has.
    process.nextTick(() => {
      if (this.isHeldBack) this.socket.pause();
    });
  }

  private goOn(): void {
    this.isHeldBack = false;
    this.socket.resume();
  }
}
