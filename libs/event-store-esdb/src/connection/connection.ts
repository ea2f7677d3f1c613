import { NotLeaderError, type EventStoreDBClient } from '@eventstore/db-client';
import {
  type ChannelInterface,
  type ClientDuplexStream,
  type ClientReadableStream,
} from '@grpc/grpc-js';

import { pauseFor, Pauses, RETRY, StoreUnavailable } from '#event-store';

import { Channels } from './channels.js';
import { newClient } from './client.js';
import { type ConnectionString } from './connection-string.js';
import { isPassing, translated, unavailable } from './failures.js';
import { widen } from './flow-control.js';
import { type Sight } from '../identity/sight.js';
import {
  StreamsClient,
  type BatchAppendRequest,
  type BatchAppendResponse,
  type ReadRequest,
  type ReadResponse,
  type Streams,
} from '../read/protocol.js';

/**
 * The internals of the client that are used here: they open calls of the generated services on the
 * client's channel. The client's public reads of the log can't be filtered, and its public batch
 * append rejects promises that are not awaited if the connection breaks while the call is full.
 */
type ClientInternals = Readonly<{
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

/** A client that gives no answer for this long is replaced. */
const RENEW_AFTER_MS = 10_000;

/** The connection to the server: one client, which is replaced when it is broken for good. */
export class Connection {
  private client: EventStoreDBClient | undefined;
  private failingSince: number | undefined;
  private failure: string | undefined;
  private readonly closed = new AbortController();
  /** The channel of the calls. The client keeps it open even after its disposal. */
  private channel: ChannelInterface | undefined;
  private readonly channels: Channels;

  constructor(
    private readonly place: ConnectionString,
    private readonly now: () => number,
    /** Lost with every unanswered call, and with every lost connection. */
    private readonly sight: Sight,
  ) {
    this.client = newClient(place);
    this.channels = new Channels(() => {
      sight.markLost();
    });
  }

  /** @throws StoreUnavailable after `close` */
  get current(): EventStoreDBClient {
    if (this.client === undefined) throw closed();
    return this.client;
  }

  get isOpen(): boolean {
    return this.client !== undefined;
  }

  /** Waits before another try, until the connection is closed or the signal aborts. */
  async pause(ms: number, signal?: AbortSignal): Promise<void> {
    const ends =
      signal === undefined ? this.closed.signal : AbortSignal.any([this.closed.signal, signal]);
    await pauseFor(ms, ends);
  }

  /** Opens the call for appends; the leader answers it. */
  openAppends(): Promise<BatchAppendCall> {
    return this.open('append', true, (streams, args) => streams.batchAppend(...args));
  }

  /** Opens a read or a subscription. */
  openRead(request: ReadRequest, requiresLeader: boolean): Promise<ReadCall> {
    return this.open('read', requiresLeader, (streams, args) => streams.read(request, ...args));
  }

  /**
   * Repeats a call until it is answered.
   *
   * @param call is passed the milliseconds that it may take
   * @throws StoreUnavailable if there is no answer in time
   */
  async use<Result>(
    call: (client: EventStoreDBClient, leftMs: number) => Promise<Result>,
    patienceMs: number,
  ): Promise<Result> {
    const until = this.now() + patienceMs;
    const pauses = new Pauses(RETRY.request);
    for (;;)
      try {
        const leftMs = Math.max(1, Math.ceil(until - this.now()));
        const result = await this.withTimeout(leftMs, call(this.current, leftMs));
        this.answered();
        return result;
      } catch (error) {
        if (!isPassing(error)) throw translated(error);
        this.failed(error);
        const leftMs = until - this.now();
        if (leftMs <= 0) throw translated(error);
        await this.pause(Math.min(pauses.next(), leftMs));
      }
  }

  /** The known reason why the server does not answer; undefined while it answers. */
  get problem(): string | undefined {
    return this.failure;
  }

  /** Notes that something came from the server. */
  answered(): void {
    this.failure = undefined;
    this.failingSince = undefined;
  }

  /** Notes a call without an answer. A client without any success is replaced. */
  failed(error: unknown): void {
    // The error names the leader, and the client connects to it by itself.
    if (error instanceof NotLeaderError || this.client === undefined) return;
    this.sight.markLost();
    this.failingSince ??= this.now();
    this.failure = unavailable(error).message;
    if (this.now() - this.failingSince < RENEW_AFTER_MS) return;
    this.failingSince = undefined;
    const { client: broken, channel } = this;
    this.client = newClient(this.place);
    this.channel = undefined;
    void letGo(broken, channel);
  }

  async close(): Promise<void> {
    const { client, channel } = this;
    this.client = undefined;
    this.closed.abort();
    if (client !== undefined) await letGo(client, channel);
  }

  /**
   * Limits the time of a call of the client. Such a call does not end when the client is disposed
   * of, nor while the client looks for a server.
   */
  private async withTimeout<Result>(ms: number, work: Promise<Result>): Promise<Result> {
    const done = new AbortController();
    const late = this.pause(ms, done.signal).then((): never => {
      throw this.isOpen ? new Error(`no answer within ${ms} ms`) : closed();
    });
    late.catch(() => undefined);
    try {
      return await Promise.race([work, late]);
    } finally {
      done.abort();
    }
  }

  private async open<Call extends Cancellable>(
    name: string,
    requiresLeader: boolean,
    open: (streams: Streams, args: Parameters<Streams['batchAppend']>) => Call,
  ): Promise<Call> {
    const client = this.current;
    const machinery = client as unknown as ClientInternals;
    let channel: ChannelInterface | undefined;
    const call = await machinery.GRPCStreamCreator(StreamsClient, name, (streams) => {
      const over = streams.getChannel();
      widen(over);
      this.channels.watch(over);
      channel = over;
      return open(streams, machinery.callArguments({ requiresLeader }, { deadline: Infinity }));
    })();
    if (this.client === client) this.channel = channel;
    else this.refuse(call, channel);
    return call;
  }

  /** Refuses a call that was opened while the client was disposed of. */
  private refuse(call: Cancellable, channel: ChannelInterface | undefined): void {
    call.cancel();
    channel?.close();
    if (!this.isOpen) throw closed();
  }
}

type Cancellable = Readonly<{ cancel: () => void }>;

const closed = (): StoreUnavailable => new StoreUnavailable('the log is closed');

const letGo = async (
  client: EventStoreDBClient,
  channel: ChannelInterface | undefined,
): Promise<void> => {
  await client.dispose();
  channel?.close();
};
