import { type ServerResponse } from 'node:http';

import { Injectable, type OnModuleDestroy } from '@nestjs/common';

import { HttpProblem } from '../http/answer/http-problem.js';
import { type Limits } from '../wire/limits.js';

/** The most exports at once. */
const MAX_OPEN = 4;

type Pace = Pick<Limits, 'lookEveryMs' | 'windowMs' | 'windowBytes'>;

/** An export under way: the start of its window, and the bytes that the client had taken by then. */
type Open = { since: number; bytes: number };

/**
 * The exports under way. Their number is limited, and each ends when its client takes too little: of
 * the bytes that wait for it, a client has to take `windowBytes` in each window.
 */
@Injectable()
export class OpenExports implements OnModuleDestroy {
  private readonly open = new Map<ServerResponse, Open>();
  private promised = 0;
  private timer: NodeJS.Timeout | undefined;
  private isClosing = false;

  constructor(
    private readonly pace: Pace,
    private readonly now: () => number = () => performance.now(),
  ) {}

  /** The number of exports under way. */
  get count(): number {
    return this.open.size + this.promised;
  }

  /**
   * Keeps a place while an export is prepared, and for as long as its answer is open.
   *
   * @throws HttpProblem 503 if there are too many
   */
  async within<Begun>(answer: ServerResponse, begin: () => Promise<Begun>): Promise<Begun> {
    if (this.count >= MAX_OPEN) throw tooMany();
    this.promised += 1;
    try {
      const begun = await begin();
      this.watch(answer);
      return begun;
    } finally {
      this.promised -= 1;
    }
  }

  /** Ends the exports whose clients have taken too little in their window. */
  look(): void {
    const now = this.now();
    for (const [answer, window] of this.open) {
      const bytes = takenOf(answer);
      const isEnough = bytes - window.bytes >= this.pace.windowBytes || !hasWaiting(answer);
      if (isEnough) Object.assign(window, { since: now, bytes });
      else if (now - window.since >= this.pace.windowMs) answer.destroy();
    }
  }

  /** An export would keep the server from closing. */
  onModuleDestroy(): void {
    this.isClosing = true;
    for (const answer of this.open.keys()) answer.destroy();
  }

  private watch(answer: ServerResponse): void {
    if (this.isClosing) answer.destroy();
    if (answer.destroyed) return;
    this.open.set(answer, { since: this.now(), bytes: takenOf(answer) });
    this.timer ??= setInterval(() => {
      this.look();
    }, this.pace.lookEveryMs).unref();
    answer.once('close', () => {
      this.open.delete(answer);
      if (this.open.size > 0) return;
      clearInterval(this.timer);
      this.timer = undefined;
    });
  }
}

/** The bytes that the operating system has taken from the connection. */
const takenOf = ({ socket }: ServerResponse): number =>
  socket === null ? 0 : socket.bytesWritten - socket.writableLength;

const hasWaiting = ({ socket }: ServerResponse): boolean =>
  socket !== null && socket.writableLength > 0;

const tooMany = (): HttpProblem =>
  new HttpProblem(503, 'too-many-exports', {
    detail: `${MAX_OPEN} exports are under way; try again when one has ended`,
  });
