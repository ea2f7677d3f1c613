import { convertToCommandError } from '@eventstore/db-client';

import { type Connection, type ReadCall } from '../connection/connection.js';
import { type ReadRequest, type ReadResponse } from './protocol.js';

/** So many are at hand at most, or so many bytes, of what the caller has not taken yet. */
const MOST = 1024;
const MOST_BYTES = 4 * 1024 * 1024;

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
  const queue = new Queue(call, limits);
  try {
    while (!queue.isUnwanted) {
      const batch = queue.take();
      if (batch.length > 0) {
        connection.answered();
        yield batch;
      } else if (!(await queue.more())) return;
    }
  } finally {
    queue.stop();
    drop(call);
  }
}

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

const turn = (): Promise<void> =>
  new Promise((resolve) => {
    setImmediate(resolve);
  });

/** What a call has brought and nobody has taken yet; it is held back while that is much. */
class Queue {
  private responses: ReadResponse[] = [];
  private bytes = 0;
  private wake: () => void = () => undefined;
  private hasEnded = false;
  private failure: Error | undefined;
  private readonly onAbort = (): void => {
    this.wake();
  };

  constructor(
    private readonly call: ReadCall,
    private readonly limits: Limits,
  ) {
    limits.signal?.addEventListener('abort', this.onAbort, { once: true });
    call.on('data', (response: ReadResponse) => {
      this.put(response);
    });
    call.on('end', () => {
      this.hasEnded = true;
      this.wake();
    });
    call.on('error', (error: Error) => {
      this.failure = convertToCommandError(error);
      this.wake();
    });
  }

  /** Nobody wants more. */
  get isUnwanted(): boolean {
    return this.limits.signal?.aborted === true;
  }

  /** All that is there. */
  take(): readonly ReadResponse[] {
    const { responses } = this;
    if (responses.length === 0) return responses;
    this.responses = [];
    this.bytes = 0;
    if (this.call.isPaused()) this.call.resume();
    return responses;
  }

  /** False when there is no more; @throws what the call has failed with */
  async more(): Promise<boolean> {
    if (!this.isKnown) {
      await this.news();
      // What has come with it is taken with it.
      await turn();
    }
    if (this.isUnwanted) return false;
    if (this.responses.length > 0) return true;
    // One that fails ends, too.
    if (this.failure !== undefined) throw this.failure;
    return !this.hasEnded;
  }

  stop(): void {
    this.limits.signal?.removeEventListener('abort', this.onAbort);
  }

  private get isKnown(): boolean {
    return (
      this.responses.length > 0 || this.hasEnded || this.isUnwanted || this.failure !== undefined
    );
  }

  private put(response: ReadResponse): void {
    this.responses.push(response);
    this.bytes += response.getEvent()?.getEvent()?.getData_asU8().length ?? 0;
    if (this.responses.length >= MOST || this.bytes >= MOST_BYTES) this.call.pause();
    this.wake();
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
}
