import streams from '@eventstore/db-client/generated/streams_pb.js';
import { type handleUnaryCall } from '@grpc/grpc-js';

import { remove, type Outcome, type Removal } from '../log/writes.js';
import { attempt, type Failure } from './attempt.js';
import { expectedIn, streamIn } from './messages.js';
import { accessDenied, notReady, removalConflict, streamDeleted, timedOut } from './refusal.js';
import { at, respond } from './respond.js';
import { type Served } from './served.js';

/** Hides a stream's events. The stream may be appended to again. */
export const serveDelete =
  (served: Served): handleUnaryCall<streams.DeleteReq, streams.DeleteResp> =>
  (call, answer) => {
    respond(answer, async () => {
      const removal = { ...removalIn(call.request.getOptions()), isFinal: false };
      const position = await removed(served, removal, call.getPeer());
      return new streams.DeleteResp().setPosition(at(position, new streams.DeleteResp.Position()));
    });
  };

/** Ends a stream for ever. */
export const serveTombstone =
  (served: Served): handleUnaryCall<streams.TombstoneReq, streams.TombstoneResp> =>
  (call, answer) => {
    respond(answer, async () => {
      const removal = { ...removalIn(call.request.getOptions()), isFinal: true };
      const position = await removed(served, removal, call.getPeer());
      const where = at(position, new streams.TombstoneResp.Position());
      return new streams.TombstoneResp().setPosition(where);
    });
  };

type Options = streams.DeleteReq.Options | streams.TombstoneReq.Options;

const removalIn = (options: Options | undefined): Omit<Removal, 'isFinal'> => ({
  stream: streamIn(options?.getStreamIdentifier()),
  expected: options === undefined ? 0n : expectedIn(options, options.getRevision()),
});

const removed = async (served: Served, removal: Removal, peer: string): Promise<bigint> => {
  const operation = removal.isFinal ? 'tombstone' : 'delete';
  const act = (): Outcome => remove(served.log, removal);
  return positionIn(await attempt(served, { operation, peer, act }), removal);
};

const positionIn = (outcome: Outcome | Failure, { stream, expected }: Removal): bigint => {
  switch (outcome.kind) {
    case 'written':
      return outcome.position;
    case 'wrong-expected-version':
      throw removalConflict(stream, expected, outcome.actual);
    case 'stream-deleted':
      throw streamDeleted(stream);
    case 'timed-out':
      throw timedOut('Prepare timeout');
    case 'not-ready':
      throw notReady();
    case 'access-denied':
      throw accessDenied();
  }
};
