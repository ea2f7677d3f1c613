import {
  SCHEMA_VERSION,
  toPosition,
  type Metadata,
  type NewEvent,
  type Recorded,
} from '#event-store';

import { BatchAppendReq, toUuid, type LogPlace, type ReadResponse } from './protocol.js';

/** The stored form of an event's metadata. Two names follow the server's convention. */
type StoredMetadata = Omit<Metadata, 'operation' | 'causation'> &
  Readonly<{
    $correlationId: string;
    $causationId: string;
    /** RFC 3339, in UTC. */
    recordedAt: string;
    schema: number;
  }>;

type Proposed = InstanceType<typeof BatchAppendReq.ProposedMessage>;

const encode = (value: object): Buffer => Buffer.from(JSON.stringify(value));

const decode = (bytes: Uint8Array): unknown =>
  JSON.parse(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString());

/** The message that proposes an event to the server. */
export const toProposed = (
  { id, type, data, metadata, recordedAt, schema }: NewEvent,
  now: Date,
): Proposed => {
  const { operation, causation, ...others } = metadata;
  const stored: StoredMetadata = {
    $correlationId: operation,
    $causationId: causation,
    ...others,
    recordedAt: (recordedAt ?? now).toISOString(),
    schema: schema ?? SCHEMA_VERSION,
  };
  const proposed = new BatchAppendReq.ProposedMessage()
    .setId(toUuid(id))
    .setData(encode(data))
    .setCustomMetadata(encode(stored));
  proposed.getMetadataMap().set('type', type).set('content-type', 'application/json');
  return proposed;
};

/** The server's unit of time is 100 nanoseconds. */
const TICKS_A_MILLISECOND = 10_000;

/** An event as the server sends it, with its place. */
export type Received = Readonly<{
  type: string;
  stream: string;
  revision: bigint;
  place: LogPlace;
  /** The time of the write by the server's clock, in milliseconds since 1970. */
  writtenAt: number;
  /** Parses the event when it is needed. */
  recorded: () => Recorded;
}>;

/** Reads an event from a message; undefined if the message is no event. */
export const received = (response: ReadResponse): Received | undefined => {
  const event = response.getEvent()?.getEvent();
  if (event === undefined) return undefined;
  const stream = Buffer.from(event.getStreamIdentifier()?.getStreamName_asU8() ?? []).toString();
  const type = event.getMetadataMap().get('type') ?? '';
  const place = {
    commit: BigInt(event.getCommitPosition()),
    prepare: BigInt(event.getPreparePosition()),
  };
  const revision = BigInt(event.getStreamRevision());
  const ticks = Number(event.getMetadataMap().get('created') ?? 0);
  return {
    type,
    stream,
    revision,
    place,
    writtenAt: ticks / TICKS_A_MILLISECOND,
    recorded: () => {
      // The one place where stored bytes become events.
      const stored = decode(event.getCustomMetadata_asU8()) as StoredMetadata;
      const { $correlationId, $causationId, recordedAt, schema, ...others } = stored;
      return {
        id: event.getId()?.getString() ?? '',
        event: { type, data: decode(event.getData_asU8()) as object },
        stream,
        revision,
        position: toPosition(place.commit),
        recordedAt: new Date(recordedAt),
        schema,
        metadata: { ...others, operation: $correlationId, causation: $causationId },
      };
    },
  };
};
