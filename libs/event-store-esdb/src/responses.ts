import { convertToCommandError } from '@eventstore/db-client';

import { type Connection, type ReadCall } from './connection.js';
import { type ReadRequest, type ReadResponse } from './protocol.js';

/** So many are handed on at once at most. */
const MAX_BATCH = 1024;

/**
 * What a read or a subscription is answered with, in pieces of whatever is there; a slow caller
 * holds it back.
 *
 * @throws the client's errors, as soon as all that came before was taken
 */
export async function* responses(
  connection: Connection,
  request: ReadRequest,
  { signal, requiresLeader }: Readonly<{ signal?: AbortSignal; requiresLeader: boolean }>,
): AsyncIterable<readonly ReadResponse[]> {
  const call = await connection.openRead(request, requiresLeader);
  const news = new News(call, signal);
  try {
    for (;;) {
      const batch = take(call);
      if (batch.length > 0) {
        connection.answered();
        yield batch;
      } else if (!(await news.more())) return;
    }
  } finally {
    news.stop();
    // One that is answered already has nothing to cancel, and what is left of it is not read.
    call.cancel();
    call.destroy();
  }
}

const take = (call: ReadCall): readonly ReadResponse[] => {
  const batch: ReadResponse[] = [];
  while (batch.length < MAX_BATCH) {
    const response = call.read() as ReadResponse | null;
    if (response === null) break;
    batch.push(response);
  }
  return batch;
};

/** Wakes who waits for a call to have more. */
class News {
  private wake: () => void = () => undefined;
  private hasNews = false;
  private isOver = false;
  private failure: Error | undefined;
  private readonly onAbort = (): void => {
    this.end();
  };

  constructor(
    call: ReadCall,
    private readonly signal: AbortSignal | undefined,
  ) {
    if (signal?.aborted === true) this.isOver = true;
    signal?.addEventListener('abort', this.onAbort, { once: true });
    call.on('readable', () => {
      this.note();
    });
    call.on('end', this.onAbort);
    // One that is cancelled says so too, when nobody listens any more.
    call.on('error', (error: Error) => {
      this.failure = convertToCommandError(error);
      this.note();
    });
  }

  /** False when there is no more; @throws what the call has failed with */
  async more(): Promise<boolean> {
    if (!this.hasNews && !this.isOver)
      await new Promise<void>((resolve) => {
        this.wake = resolve;
      });
    this.hasNews = false;
    if (this.isOver) return false;
    if (this.failure !== undefined) throw this.failure;
    return true;
  }

  stop(): void {
    this.signal?.removeEventListener('abort', this.onAbort);
  }

  private end(): void {
    this.isOver = true;
    this.wake();
  }

  private note(): void {
    this.hasNews = true;
    this.wake();
  }
}
