import { convertToCommandError } from '@eventstore/db-client';

import { type Connection, type ReadCall } from '../connection/connection.js';
import { type ReadRequest, type ReadResponse } from './protocol.js';

/** The most messages, or bytes, that wait for the caller. */
const MAX_RESPONSES = 1024;
const MAX_RESPONSE_BYTES = 4 * 1024 * 1024;

type ResponseOptions = Readonly<{
  /** Ends the responses when it aborts. */
  signal?: AbortSignal;
  /** The longest silence, in milliseconds; undefined for no limit. */
  silenceMs?: number;
  requiresLeader: boolean;
}>;

/**
 * The responses to a read or a subscription, in batches of all that are ready. A slow caller slows
 * the server.
 *
 * @throws the client's errors, after all earlier responses
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

/** The open call; undefined if the caller no longer wants it. */
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
  // A cancelled call emits an error too, when there may be no listener any more.
  call.on('error', () => undefined);
  // A finished call has nothing to cancel, and its remaining messages are not read.
  call.cancel();
  call.destroy();
};

const turn = (): Promise<void> =>
  new Promise((resolve) => {
    setImmediate(resolve);
  });

/**
 * The messages of a call that the caller has not taken. The call is paused while there are many.
 */
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

  /** True once the caller wants no more. */
  get isUnwanted(): boolean {
    return this.limits.signal?.aborted === true;
  }

  /** Takes all messages that are ready. */
  take(): readonly ReadResponse[] {
    const { responses } = this;
    if (responses.length === 0) return responses;
    this.responses = [];
    this.bytes = 0;
    if (this.call.isPaused()) this.call.resume();
    return responses;
  }

  /** Waits for more; false at the end. @throws the error of the call */
  async more(): Promise<boolean> {
    if (!this.isKnown) {
      await this.news();
      // Let messages that came in the same turn join the batch.
      await turn();
    }
    if (this.isUnwanted) return false;
    if (this.responses.length > 0) return true;
    // A call that fails also ends.
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
    if (this.responses.length >= MAX_RESPONSES || this.bytes >= MAX_RESPONSE_BYTES)
      this.call.pause();
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
