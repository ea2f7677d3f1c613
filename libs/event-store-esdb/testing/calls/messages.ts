import shared from '@eventstore/db-client/generated/shared_pb.js';
import streams from '@eventstore/db-client/generated/streams_pb.js';

import { ANY, NO_STREAM, STREAM_EXISTS } from '../log/commit-check.js';
import { type LoggedEvent, type Proposed } from '../log/event.js';

/** The server counts time in units of 100 ns. */
const TICKS_PER_MILLISECOND = 10_000n;

/** The fields that the messages of both forms of append have in common. */
type ProposedMessage = Pick<
  streams.AppendReq.ProposedMessage,
  'getId' | 'getMetadataMap' | 'getData_asU8' | 'getCustomMetadata_asU8'
>;

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const NIL = '00000000-0000-0000-0000-000000000000';

/**
 * Reads a proposed event. @throws Error for a message without an id or a type, as the server does
 */
export const proposedIn = (message: ProposedMessage): Proposed => {
  const id = message.getId()?.getString().toLowerCase() ?? '';
  const type = message.getMetadataMap().get('type') ?? '';
  const contentType = message.getMetadataMap().get('content-type');
  if (!UUID.test(id) || id === NIL) throw new Error(`no event id: ${id}`);
  if (type === '' || contentType === undefined) throw new Error('Empty eventType provided.');
  return {
    id,
    type,
    isJson: contentType === 'application/json',
    data: message.getData_asU8(),
    metadata: message.getCustomMetadata_asU8(),
  };
};

/** The size of an event by which the server limits an append: its data alone. */
export const appendSize = ({ data }: Proposed): number => data.length;

type Expectation = Readonly<{
  hasAny: () => boolean;
  hasNoStream: () => boolean;
  hasStreamExists: () => boolean;
}>;

/** The expected revision of a write, as the server's number. */
export const expectedIn = (options: Expectation, revision: string): bigint => {
  if (options.hasAny()) return ANY;
  if (options.hasNoStream()) return NO_STREAM;
  return options.hasStreamExists() ? STREAM_EXISTS : BigInt.asIntN(64, BigInt(revision));
};

/** The name of a stream. @throws Error if there is none */
export const streamIn = (identifier: shared.StreamIdentifier | undefined): string => {
  if (identifier === undefined) throw new Error('Required field StreamIdentifier not set.');
  return Buffer.from(identifier.getStreamName_asU8()).toString();
};

export const streamIdentifier = (stream: string): shared.StreamIdentifier =>
  new shared.StreamIdentifier().setStreamName(Uint8Array.from(Buffer.from(stream)));

export const eventResponse = (event: LoggedEvent): streams.ReadResp => {
  const content = new streams.ReadResp.ReadEvent()
    .setEvent(recordedEvent(event))
    .setCommitPosition(String(event.position));
  return new streams.ReadResp().setEvent(content);
};

const recordedEvent = (event: LoggedEvent): streams.ReadResp.ReadEvent.RecordedEvent => {
  const recorded = new streams.ReadResp.ReadEvent.RecordedEvent()
    .setId(new shared.UUID().setString(event.id))
    .setStreamIdentifier(streamIdentifier(event.stream))
    .setStreamRevision(String(event.revision))
    .setCommitPosition(String(event.position))
    .setPreparePosition(String(event.position))
    .setData(event.data)
    .setCustomMetadata(event.metadata);
  recorded
    .getMetadataMap()
    .set('type', event.type)
    .set('created', String(BigInt(event.created.getTime()) * TICKS_PER_MILLISECOND))
    .set('content-type', event.isJson ? 'application/json' : 'application/octet-stream');
  return recorded;
};

export const confirmation = (subscription: string): streams.ReadResp =>
  new streams.ReadResp().setConfirmation(
    new streams.ReadResp.SubscriptionConfirmation().setSubscriptionId(subscription),
  );

export const checkpoint = (commit: bigint, prepare: bigint): streams.ReadResp =>
  new streams.ReadResp().setCheckpoint(
    new streams.ReadResp.Checkpoint()
      .setCommitPosition(String(commit))
      .setPreparePosition(String(prepare)),
  );

export const caughtUp = (): streams.ReadResp =>
  new streams.ReadResp().setCaughtUp(new streams.ReadResp.CaughtUp());

export const streamNotFound = (stream: string): streams.ReadResp =>
  new streams.ReadResp().setStreamNotFound(
    new streams.ReadResp.StreamNotFound().setStreamIdentifier(streamIdentifier(stream)),
  );
