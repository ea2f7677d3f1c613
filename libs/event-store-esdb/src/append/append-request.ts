import emptyMessages from 'google-protobuf/google/protobuf/empty_pb.js';

import { NO_STREAM, type NewEvent } from '#event-store';

import { BatchAppendReq, identify, toUuid, type BatchAppendRequest } from '../read/protocol.js';
import { toProposed } from '../read/records.js';

/** What is to be appended to one stream, all of it or nothing. */
export type Append = Readonly<{
  stream: string;
  events: readonly NewEvent[];
  expected: bigint;
  /** What is recorded as the time of events that bring none. */
  at: Date;
}>;

/** It has no deadline: the server would go by its own clock, which need not be ours. */
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
