import { EventStoreDBClient, NotLeaderError } from '@eventstore/db-client';
import { type ClientDuplexStream, type ClientReadableStream } from '@grpc/grpc-js';
import { handleWhen, retry } from 'cockatiel';

import { StoreUnavailable } from '#event-store';

import { isPassing, unavailable } from './failures.js';
import { BACKOFF } from './pauses.js';
import {
  StreamsClient,
  type BatchAppendRequest,
  type BatchAppendResponse,
  type ReadRequest,
  type ReadResponse,
  type Streams,
} from './protocol.js';

/**
 * What is used of the client beyond its public face: how it opens calls of the generated services
 * on the channel it keeps. Its own reads of the log can't be filtered, and its own batch append
 * rejects what nobody awaits when the connection breaks while it is full.
 */
type Machinery = Readonly<{
  GRPCStreamCreator: <Call>(
    service: typeof StreamsClient,
    name: string,
    open: (streams: Streams) => Call,
  ) => () => Promise<Call>;
  callArguments: (
    options: Readonly<{ requiresLeader: boolean }>,
    more: Readonly<{ deadline: number }>,
  ) => Parameters<Streams['batchAppend']>;
}>;

export type BatchAppendCall = ClientDuplexStream<BatchAppendRequest, BatchAppendResponse>;
export type ReadCall = ClientReadableStream<ReadResponse>;

/** After so long without any answer the client is given up, and a new one made. */
const RENEW_AFTER_MS = 10_000;

/** The way to the server: one client, made anew when it is broken for good. */
export class Connection {
  private client: EventStoreDBClient | undefined;
  private failingSince: number | undefined;
  private lastFailure = '';

  constructor(
    private readonly url: string,
    private readonly now: () => number,
  ) {
    this.client = EventStoreDBClient.connectionString(url);
  }

  /** @throws StoreUnavailable after `close` */
  get current(): EventStoreDBClient {
    if (this.client === undefined) throw new StoreUnavailable('the log is closed');
    return this.client;
  }

  get isOpen(): boolean {
    return this.client !== undefined;
  }

  /** Opens the call that events are appended by; the leader answers it. */
  openAppends(): Promise<BatchAppendCall> {
    return this.open('append', true, (streams, args) => streams.batchAppend(...args));
  }

  /** Opens a read or a subscription. */
  openRead(request: ReadRequest, requiresLeader: boolean): Promise<ReadCall> {
    return this.open('read', requiresLeader, (streams, args) => streams.read(request, ...args));
  }

  /**
   * Tries until it is answered.
   *
   * @throws StoreUnavailable when it is not in time
   */
  async use<Result>(
    call: (client: EventStoreDBClient) => Promise<Result>,
    patienceMs: number,
  ): Promise<Result> {
    const until = this.now() + patienceMs;
    const policy = retry(
      handleWhen((error) => isPassing(error) && this.now() < until),
      { maxAttempts: Infinity, backoff: BACKOFF },
    );
    try {
      return await policy.execute(() => this.watched(() => call(this.current)));
    } catch (error) {
      throw isPassing(error) ? unavailable(error) : error;
    }
  }

  /** Takes note of how a call ended: a client that nothing succeeds with is replaced. */
  async watched<Result>(call: () => Promise<Result>): Promise<Result> {
    try {
      const result = await call();
      this.failingSince = undefined;
      return result;
    } catch (error) {
      if (isPassing(error)) this.failed(error);
      else this.failingSince = undefined;
      throw error;
    }
  }

  /** Why nothing comes from the server, as far as is known; undefined while it answers. */
  get problem(): string | undefined {
    return this.failingSince === undefined ? undefined : this.lastFailure;
  }

  /** Something has come from the server. */
  answered(): void {
    this.failingSince = undefined;
  }

  failed(error: unknown): void {
    // Who is told the leader is on its way there.
    if (error instanceof NotLeaderError) return;
    this.failingSince ??= this.now();
    this.lastFailure = unavailable(error).message;
    if (this.now() - this.failingSince < RENEW_AFTER_MS || this.client === undefined) return;
    this.failingSince = undefined;
    const broken = this.client;
    this.client = EventStoreDBClient.connectionString(this.url);
    void broken.dispose();
  }

  async close(): Promise<void> {
    const { client } = this;
    this.client = undefined;
    await client?.dispose();
  }

  private open<Call>(
    name: string,
    requiresLeader: boolean,
    call: (streams: Streams, args: Parameters<Streams['batchAppend']>) => Call,
  ): Promise<Call> {
    const machinery = this.current as unknown as Machinery;
    return machinery.GRPCStreamCreator(StreamsClient, name, (streams) =>
      call(streams, machinery.callArguments({ requiresLeader }, { deadline: Infinity })),
    )();
  }
}
