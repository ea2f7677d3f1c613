import emptyMessages from 'google-protobuf/google/protobuf/empty_pb.js';
import timestamps from 'google-protobuf/google/protobuf/timestamp_pb.js';

import { NO_STREAM, type NewEvent } from '#event-store';

import { BatchAppendReq, identify, toUuid, type BatchAppendRequest } from './protocol.js';
import { toProposed } from './records.js';

/** What is to be appended to one stream, all of it or nothing. */
export type Append = Readonly<{
  stream: string;
  events: readonly NewEvent[];
  expected: bigint;
  /** What is recorded as the time of events that bring none. */
  at: Date;
}>;

/** @param deadline until when the server may take it */
export const appendRequest = (
  correlation: string,
  { stream, events, expected, at }: Append,
  deadline: Date,
): BatchAppendRequest => {
  const options = new BatchAppendReq.Options()
    .setStreamIdentifier(identify(stream))
    .setDeadline(timestamps.Timestamp.fromDate(deadline));
  if (expected === NO_STREAM) options.setNoStream(new emptyMessages.Empty());
  else options.setStreamPosition(String(expected));
  return new BatchAppendReq()
    .setCorrelationId(toUuid(correlation))
    .setOptions(options)
    .setProposedMessagesList(events.map((event) => toProposed(event, at)))
    .setIsFinal(true);
};
