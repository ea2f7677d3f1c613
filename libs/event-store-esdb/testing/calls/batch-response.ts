import codes from '@eventstore/db-client/generated/code_pb.js';
import shared from '@eventstore/db-client/generated/shared_pb.js';
import statuses from '@eventstore/db-client/generated/status_pb.js';
import streams from '@eventstore/db-client/generated/streams_pb.js';
import anyMessages from 'google-protobuf/google/protobuf/any_pb.js';
import emptyMessages from 'google-protobuf/google/protobuf/empty_pb.js';

import { ANY, NO_STREAM, STREAM_EXISTS } from '../log/commit-check.js';
import { type Outcome } from '../log/writes.js';
import { type Failure } from './attempt.js';
import { streamIdentifier } from './messages.js';
import { at } from './respond.js';

/** The outcomes of a batch append that do not come from the log. */
export type BatchOutcome =
  | Outcome
  | Failure
  | Readonly<{ kind: 'too-big'; maximum: number }>
  | Readonly<{ kind: 'bad-request'; message: string }>;

export type Asked = Readonly<{ stream: string; expected: bigint }>;

/** The answer to a batch append without its correlation id. Errors are a part of this answer. */
export const batchResponse = (asked: Asked, outcome: BatchOutcome): streams.BatchAppendResp => {
  const response = new streams.BatchAppendResp().setStreamIdentifier(
    streamIdentifier(asked.stream),
  );
  if (outcome.kind === 'written') return response.setSuccess(success(outcome));
  return response.setError(errorFor(asked, outcome));
};

const success = (outcome: {
  revision: bigint;
  position: bigint;
}): streams.BatchAppendResp.Success => {
  const where = at(outcome.position, new shared.AllStreamPosition());
  const result = new streams.BatchAppendResp.Success().setPosition(where);
  if (outcome.revision < 0n) return result.setNoStream(new emptyMessages.Empty());
  return result.setCurrentRevision(String(outcome.revision));
};

type Failed = Exclude<BatchOutcome, { kind: 'written' }>;

const errorFor = (asked: Asked, outcome: Failed): statuses.Status => {
  const { Code } = codes;
  switch (outcome.kind) {
    case 'wrong-expected-version':
      return error('WrongExpectedVersion', Code.ALREADY_EXISTS, conflict(asked, outcome.actual));
    case 'stream-deleted': {
      const deleted = new shared.StreamDeleted();
      deleted.setStreamIdentifier(streamIdentifier(asked.stream));
      return error('StreamDeleted', Code.NOT_FOUND, deleted);
    }
    case 'too-big': {
      const exceeded = new shared.MaximumAppendSizeExceeded();
      exceeded.setMaxappendsize(outcome.maximum);
      return error('MaximumAppendSizeExceeded', Code.INVALID_ARGUMENT, exceeded);
    }
    case 'bad-request': {
      const bad = new shared.BadRequest().setMessage(outcome.message);
      return error('BadRequest', Code.INVALID_ARGUMENT, bad);
    }
    case 'timed-out':
      return error('Timeout', Code.DEADLINE_EXCEEDED, new shared.Timeout());
    case 'access-denied':
      return error('AccessDenied', Code.PERMISSION_DENIED, new shared.AccessDenied());
    case 'not-ready':
      return packed('Server Is Not Ready', Code.OK, {
        name: 'google.protobuf.Empty',
        message: new emptyMessages.Empty(),
      });
  }
};

const conflict = ({ expected }: Asked, actual: bigint): shared.WrongExpectedVersion => {
  const result = new shared.WrongExpectedVersion();
  if (expected === ANY) result.setExpectedAny(new emptyMessages.Empty());
  else if (expected === NO_STREAM) result.setExpectedNoStream(new emptyMessages.Empty());
  else if (expected === STREAM_EXISTS) result.setExpectedStreamExists(new emptyMessages.Empty());
  else result.setExpectedStreamPosition(String(expected));
  if (actual < 0n) return result.setCurrentNoStream(new emptyMessages.Empty());
  return result.setCurrentStreamRevision(String(actual));
};

type Serializable = Readonly<{ serializeBinary: () => Uint8Array }>;
type Code = Parameters<statuses.Status['setCode']>[0];

const error = (name: string, code: Code, message: Serializable): statuses.Status =>
  packed(name, code, { name: `event_store.client.${name}`, message });

const packed = (
  text: string,
  code: Code,
  { name, message }: Readonly<{ name: string; message: Serializable }>,
): statuses.Status => {
  const details = new anyMessages.Any();
  details.pack(message.serializeBinary(), name);
  return new statuses.Status().setMessage(text).setCode(code).setDetails(details);
};
