import { convertToCommandError } from '@eventstore/db-client';

import { type Connection, type ReadCall } from './connection.js';
import { type ReadRequest, type ReadResponse } from './protocol.js';

/** So many are handed on at once at most. */
const MAX_BATCH = 1024;

type ResponseOptions = Readonly<{
  /** Ends it; nothing more comes. */
  signal?: AbortSignal;
  /** So long it may be silent, in milliseconds; for ever where it is not given. */
  silenceMs?: number;
  requiresLeader: boolean;
}>;

/**
 * What a read or a subscription is answered with, in pieces of whatever is there; a slow caller
 * holds it back.
 *
 * @throws the client's errors, as soon as all that came before was taken
 */
export async function* responses(
  connection: Connection,
  request: ReadRequest,
  { requiresLeader, ...limits }: ResponseOptions,
): AsyncIterable<readonly ReadResponse[]> {
  const call = await opened(connection.openRead(request, requiresLeader), limits);
  if (call === undefined) return;
  const news = new News(call, limits);
  try {
    while (!news.isUnwanted) {
      const batch = take(call);
      if (batch.length > 0) {
        connection.answered();
        yield batch;
      } else if (!(await news.more())) return;
    }
  } finally {
    news.stop();
    drop(call);
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

type Limits = Omit<ResponseOptions, 'requiresLeader'>;

const silent = (ms: number): Error => new Error(`no answer to a read within ${ms} ms`);

/** The call when it is open; undefined when nobody wants it any more. */
const opened = async (
  opening: Promise<ReadCall>,
  { signal, silenceMs }: Limits,
): Promise<ReadCall | undefined> => {
  const given = Promise.withResolvers<undefined>();
  const giveUp = (): void => {
    given.resolve(undefined);
    opening.then(drop, () => undefined);
  };
  const timer =
    silenceMs === undefined
      ? undefined
      : setTimeout(() => {
          given.reject(silent(silenceMs));
          giveUp();
        }, silenceMs);
  if (signal?.aborted === true) giveUp();
  signal?.addEventListener('abort', giveUp, { once: true });
  try {
    return await Promise.race([opening, given.promise]);
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', giveUp);
  }
};

const drop = (call: ReadCall): void => {
  // One that is cancelled says so too, when nobody listens any more.
  call.on('error', () => undefined);
  // One that is answered already has nothing to cancel, and what is left of it is not read.
  call.cancel();
  call.destroy();
};

/** Wakes who waits for a call to have more. */
class News {
  private wake: () => void = () => undefined;
  private hasNews = false;
  private hasEnded = false;
  private failure: Error | undefined;
  private readonly onAbort = (): void => {
    this.wake();
  };

  constructor(
    call: ReadCall,
    private readonly limits: Limits,
  ) {
    limits.signal?.addEventListener('abort', this.onAbort, { once: true });
    call.on('readable', () => {
      this.note();
    });
    call.on('end', () => {
      this.hasEnded = true;
      this.wake();
    });
    call.on('error', (error: Error) => {
      this.failure = convertToCommandError(error);
      this.note();
    });
  }

  /** Nobody wants more. */
  get isUnwanted(): boolean {
    return this.limits.signal?.aborted === true;
  }

  /** False when there is no more; @throws what the call has failed with */
  async more(): Promise<boolean> {
    if (!this.isKnown) await this.news();
    this.hasNews = false;
    if (this.isUnwanted) return false;
    // One that fails ends, too.
    if (this.failure !== undefined) throw this.failure;
    return !this.hasEnded;
  }

  stop(): void {
    this.limits.signal?.removeEventListener('abort', this.onAbort);
  }

  private get isKnown(): boolean {
    return this.hasNews || this.hasEnded || this.isUnwanted || this.failure !== undefined;
  }

  private async news(): Promise<void> {
    const { silenceMs } = this.limits;
    let timer: NodeJS.Timeout | undefined;
    await new Promise<void>((resolve) => {
      this.wake = resolve;
      if (silenceMs === undefined) return;
      timer = setTimeout(() => {
        this.failure = silent(silenceMs);
        resolve();
      }, silenceMs);
    });
    clearTimeout(timer);
  }

  private note(): void {
    this.hasNews = true;
    this.wake();
  }
}
