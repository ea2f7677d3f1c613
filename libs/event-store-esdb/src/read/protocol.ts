import shared from '@eventstore/db-client/generated/shared_pb.js';
import service from '@eventstore/db-client/generated/streams_grpc_pb.js';
import streams from '@eventstore/db-client/generated/streams_pb.js';

/** The messages of the server's Streams service, as the client package generates them. */
export const { BatchAppendReq, ReadReq } = streams;
export const { Empty, MaximumAppendSizeExceeded, StreamIdentifier, UUID } = shared;
export const { StreamsClient } = service;

export type {
  BatchAppendReq as BatchAppendRequest,
  BatchAppendResp as BatchAppendResponse,
  ReadReq as ReadRequest,
  ReadResp as ReadResponse,
} from '@eventstore/db-client/generated/streams_pb.js';
export type { StreamsClient as Streams } from '@eventstore/db-client/generated/streams_grpc_pb.js';

/** A place in the server's log: where a record was committed, and where it was prepared. */
export type LogPlace = Readonly<{ commit: bigint; prepare: bigint }>;

/** A stream's name as the server's messages carry it. */
export const identify = (stream: string): InstanceType<typeof StreamIdentifier> =>
  new StreamIdentifier().setStreamName(Buffer.from(stream));

/** An id as the server's messages carry it. */
export const toUuid = (id: string): InstanceType<typeof UUID> => new UUID().setString(id);
