import { type IncomingMessage } from 'node:http';

import { HttpProblem } from '../http/answer/http-problem.js';
import { type Limits } from './limits.js';

/** Called with the reason when a body is no longer read. */
export type Fail = (problem: HttpProblem) => void;

/** A body on its way in: the start of its window, and the bytes that had come by then. */
type Coming = { since: number; bytes: number; readonly fail: Fail };

/** The parts of a request that show how much of it has come. */
export type Arriving = Readonly<{
  readableLength: number;
  socket: Readonly<{ bytesRead: number }>;
}>;

/**
 * Ends bodies that stop half way. A body may take any time while each window brings enough bytes.
 * Bytes that came and were not read yet do not count against the sender.
 */
export class Pace<Message extends Arriving = IncomingMessage> {
  private readonly coming = new Map<Message, Coming>();
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly limits: Pick<Limits, 'windowMs' | 'windowBytes' | 'lookEveryMs'>,
    private readonly now: () => number = () => performance.now(),
  ) {}

  /** Checks the bodies under way from now on, until it is stopped. */
  start(): void {
    this.timer ??= setInterval(() => {
      this.look();
    }, this.limits.lookEveryMs).unref();
  }

  stop(): void {
    clearInterval(this.timer);
    this.timer = undefined;
  }

  /** Begins to watch a body; returns a function that ends the watch. */
  watch(request: Message, fail: Fail): () => void {
    this.coming.set(request, { since: this.now(), bytes: request.socket.bytesRead, fail });
    return () => {
      this.coming.delete(request);
    };
  }

  /** Fails the reading of a body at once, where it is read. */
  fail(request: Message, problem: HttpProblem): void {
    this.coming.get(request)?.fail(problem);
  }

  /** Refuses every body whose window is over without enough bytes. */
  look(): void {
    const now = this.now();
    for (const [request, coming] of this.coming) {
      if (now - coming.since < this.limits.windowMs) continue;
      const { bytesRead } = request.socket;
      const isEnough = bytesRead - coming.bytes >= this.limits.windowBytes;
      if (isEnough || request.readableLength > 0)
        Object.assign(coming, { since: now, bytes: bytesRead });
      else coming.fail(this.stalled());
    }
  }

  private stalled(): HttpProblem {
    const { windowMs, windowBytes } = this.limits;
    const detail = `the body has stopped: ${windowMs} ms have to bring its end, or ${windowBytes} bytes of it`;
    return new HttpProblem(408, 'request-timeout', { detail, errors: [{ pointer: '', detail }] });
  }
}
