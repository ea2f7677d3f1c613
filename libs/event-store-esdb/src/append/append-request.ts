import emptyMessages from 'google-protobuf/google/protobuf/empty_pb.js';

import { NO_STREAM, type NewEvent } from '#event-store';

import { BatchAppendReq, identify, toUuid, type BatchAppendRequest } from '../read/protocol.js';
import { toProposed } from '../read/records.js';

/** Events to append to one stream, all or none. */
export type Append = Readonly<{
  stream: string;
  events: readonly NewEvent[];
  expected: bigint;
  /** The recorded time of events that have none of their own. */
  at: Date;
}>;

/**
 * The message of an append. It has no deadline: the server would compare it with its own clock,
 * which may differ from ours.
 */
export const appendRequest = (
  correlation: string,
  { stream, events, expected, at }: Append,
): BatchAppendRequest => {
  const options = new BatchAppendReq.Options().setStreamIdentifier(identify(stream));
  if (expected === NO_STREAM) options.setNoStream(new emptyMessages.Empty());
  else options.setStreamPosition(String(expected));
  return new BatchAppendReq()
    .setCorrelationId(toUuid(correlation))
    .setOptions(options)
    .setProposedMessagesList(events.map((event) => toProposed(event, at)))
    .setIsFinal(true);
};
