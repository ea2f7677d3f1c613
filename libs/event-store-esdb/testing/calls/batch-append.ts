import type streams from '@eventstore/db-client/generated/streams_pb.js';
import { type handleBidiStreamingCall, type ServerDuplexStream } from '@grpc/grpc-js';

import { type Proposed } from '../log/event.js';
import { append, type Append, type Outcome } from '../log/writes.js';
import { attempt } from './attempt.js';
import { batchResponse, type BatchOutcome } from './batch-response.js';
import { appendSize, expectedIn, proposedIn, streamIn } from './messages.js';
import { refusalFor } from './refusal.js';
import { type Served } from './served.js';

/** An append whose last part has not come yet. */
type Begun = Append & Readonly<{ events: Proposed[] }>;
type Call = ServerDuplexStream<streams.BatchAppendReq, streams.BatchAppendResp>;

/**
 * Serves many appends on one call. Answers carry the correlation id, and come in the order in which
 * the appends end.
 */
export const serveBatchAppend =
  (served: Served): handleBidiStreamingCall<streams.BatchAppendReq, streams.BatchAppendResp> =>
  (call) => {
    const batch = new Batch(served, call);
    batch.run().then(
      () => {
        call.end();
      },
      (error: unknown) => {
        call.emit('error', refusalFor(error));
      },
    );
  };

class Batch {
  private readonly pending = new Map<string, Begun>();
  private readonly failed = Promise.withResolvers<never>();

  constructor(
    private readonly served: Served,
    private readonly call: Call,
  ) {}

  /** Ends when the client has ended the call, and throws if the whole call must fail. */
  async run(): Promise<void> {
    await Promise.race([this.receive(), this.failed.promise]);
  }

  private async receive(): Promise<void> {
    const answers: Promise<void>[] = [];
    for await (const request of this.call as AsyncIterable<streams.BatchAppendReq>)
      answers.push(this.take(request));
    await Promise.all(answers);
  }

  /** Never rejects: an error that fails the call fails it at once, whatever else is under way. */
  private async take(request: streams.BatchAppendReq): Promise<void> {
    try {
      this.open(request);
      await this.add(request);
    } catch (error) {
      this.failed.reject(error);
    }
  }

  private open(request: streams.BatchAppendReq): void {
    const options = request.getOptions();
    if (options === undefined) return;
    const stream = streamIn(options.getStreamIdentifier());
    const expected = expectedIn(options, options.getStreamPosition());
    this.pending.set(correlation(request), { stream, expected, events: [] });
  }

  /** Ignores the outcome of an append that was already answered. */
  private async add(request: streams.BatchAppendReq): Promise<void> {
    const begun = this.pending.get(correlation(request));
    if (begun === undefined) return;
    const outcome = this.extend(request, begun);
    if (outcome !== undefined || request.getIsFinal()) this.pending.delete(correlation(request));
    if (outcome !== undefined) this.answer(request, begun, outcome);
    else if (request.getIsFinal()) await this.write(request, begun);
  }

  /** The outcome of an append before it is complete; undefined if there is none yet. */
  private extend(request: streams.BatchAppendReq, begun: Begun): BatchOutcome | undefined {
    if (isExpired(request)) return { kind: 'timed-out' };
    try {
      for (const message of request.getProposedMessagesList())
        begun.events.push(proposedIn(message));
    } catch (error) {
      return { kind: 'bad-request', message: String(error) };
    }
    const size = begun.events.reduce((sum, event) => sum + appendSize(event), 0);
    const maximum = this.served.maxAppendSize;
    return size > maximum ? { kind: 'too-big', maximum } : undefined;
  }

  private async write(request: streams.BatchAppendReq, asked: Append): Promise<void> {
    const outcome = await attempt(this.served, {
      operation: 'append',
      peer: this.call.getPeer(),
      act: (): Outcome => append(this.served.log, asked),
    });
    this.answer(request, asked, outcome);
  }

  private answer(request: streams.BatchAppendReq, asked: Append, outcome: BatchOutcome): void {
    this.call.write(batchResponse(asked, outcome).setCorrelationId(request.getCorrelationId()));
  }
}

const correlation = (request: streams.BatchAppendReq): string =>
  request.getCorrelationId()?.getString() ?? '';

/** True if the deadline is past by the clock of the machine, which the client used too. */
const isExpired = (request: streams.BatchAppendReq): boolean => {
  const deadline = request.getOptions()?.getDeadline();
  return deadline !== undefined && deadline.toDate().getTime() <= Date.now();
};
