import shared from '@eventstore/db-client/generated/shared_pb.js';
import streams from '@eventstore/db-client/generated/streams_pb.js';
import { type handleClientStreamingCall } from '@grpc/grpc-js';

import { ANY, NO_STREAM, STREAM_EXISTS } from '../log/commit-check.js';
import { append, type Append, type Outcome } from '../log/writes.js';
import { attempt, type Failure } from './attempt.js';
import { appendSize, expectedIn, proposedIn, streamIn } from './messages.js';
import { accessDenied, appendTooBig, notReady, streamDeleted, timedOut } from './refusal.js';
import { at, respond } from './respond.js';
import { type Served } from './served.js';

/** Serves the unary append, which the client uses if it is given credentials. */
export const serveAppend =
  (served: Served): handleClientStreamingCall<streams.AppendReq, streams.AppendResp> =>
  (call, answer) => {
    respond(answer, async () => {
      const asked = await received(call, served.maxAppendSize);
      const act = (): Outcome => append(served.log, asked);
      const peer = call.getPeer();
      return responseTo(asked, await attempt(served, { operation: 'append', peer, act }));
    });
  };

const received = async (
  requests: AsyncIterable<streams.AppendReq>,
  maxAppendSize: number,
): Promise<Append> => {
  const events = [];
  let options = new streams.AppendReq.Options();
  let size = 0;
  for await (const request of requests) {
    options = request.getOptions() ?? options;
    const message = request.getProposedMessage();
    if (message === undefined) continue;
    const event = proposedIn(message);
    size += appendSize(event);
    if (size > maxAppendSize) throw appendTooBig(maxAppendSize);
    events.push(event);
  }
  const stream = streamIn(options.getStreamIdentifier());
  return { stream, expected: expectedIn(options, options.getRevision()), events };
};

const responseTo = (asked: Append, outcome: Outcome | Failure): streams.AppendResp => {
  switch (outcome.kind) {
    case 'written':
      return new streams.AppendResp().setSuccess(success(outcome.revision, outcome.position));
    case 'wrong-expected-version':
      return new streams.AppendResp().setWrongExpectedVersion(conflict(asked, outcome.actual));
    case 'stream-deleted':
      throw streamDeleted(asked.stream);
    case 'timed-out':
      throw timedOut('Prepare timeout');
    case 'not-ready':
      throw notReady();
    case 'access-denied':
      throw accessDenied();
  }
};

const success = (revision: bigint, position: bigint): streams.AppendResp.Success => {
  const where = at(position, new streams.AppendResp.Position());
  const result = new streams.AppendResp.Success().setPosition(where);
  if (revision < 0n) return result.setNoStream(new shared.Empty());
  return result.setCurrentRevision(String(revision));
};

const conflict = (
  { expected }: Append,
  actual: bigint,
): streams.AppendResp.WrongExpectedVersion => {
  const result = new streams.AppendResp.WrongExpectedVersion();
  if (expected === ANY) result.setExpectedAny(new shared.Empty());
  else if (expected === NO_STREAM) result.setExpectedNoStream(new shared.Empty());
  else if (expected === STREAM_EXISTS) result.setExpectedStreamExists(new shared.Empty());
  else result.setExpectedRevision(String(expected));
  if (actual < 0n) return result.setCurrentNoStream(new shared.Empty());
  return result.setCurrentRevision(String(actual));
};
