/** A named record: what is stored, as plain JSON. */
export type StoredEvent = Readonly<{ type: string; data: object }>;

/** A place in the whole log. Its own type, so that no stream revision is ever passed for it. */
export type Position = bigint & { readonly unit: 'log position' };

/** Who asked, how, and what led to it. Carried beside the event, never inside it. */
export type Metadata = Readonly<{
  actor: string;
  /** How the actor was authenticated. */
  authentication: 'none';
  /** The caller's network address, where there is one. */
  source?: string;
  command: Readonly<{
    /** The command's id: uuid v5 of actor and Idempotency-Key, or random. */
    id: string;
    type: string;
    /** sha-256 of method, path and body of the request that carried the command; hex. */
    request?: string;
  }>;
  /** The operation: the correlation id of everything one request set in motion. */
  operation: string;
  /** The id of the event or command that led to this one. */
  causation: string;
  /** The name of the rule by which it was written, where that is one of the domain's. */
  rule?: string;
  /** The operator's words, where the request gave any. */
  reason?: string;
  /** W3C traceparent of the request, where it carried one. */
  trace?: string;
}>;

/** An event about to be written. */
export type NewEvent = Readonly<{
  /** uuid, derived, see `eventId`. */
  id: string;
  type: string;
  data: object;
  metadata: Metadata;
  /** When it was recorded first, where it is copied from another log; else the store says when. */
  recordedAt?: Date;
  /** The version of its shape, where it is copied from another log; else SCHEMA_VERSION. */
  schema?: number;
}>;

/** A event as the store gives it back: what was said, and where and when it was written. */
export type Recorded = Readonly<{
  id: string;
  event: StoredEvent;
  stream: string;
  /** Place in the stream; 0n is the first event. */
  revision: bigint;
  /** Compare it, store it, resume from it; never do arithmetic. */
  position: Position;
  /** Tidemark's clock, in UTC, milliseconds. Not ordered: two events may share it, or go back. */
  recordedAt: Date;
  /** Version of the shape of `event.data` as it was written. */
  schema: number;
  metadata: Metadata;
}>;

/** The version of the shapes of `event.data` that this program writes. */
export const SCHEMA_VERSION = 1;

/** A number of the log's own as a position. */
export const toPosition = (place: bigint): Position => place as Position;
