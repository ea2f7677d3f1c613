/** A named record, stored as plain JSON. */
export type StoredEvent = Readonly<{ type: string; data: object }>;

/** A place in the log. It has its own type, so that the compiler refuses a stream revision. */
export type Position = bigint & { readonly unit: 'log position' };

/** The origin of an event: the actor, the command and the cause. It is stored beside the event. */
export type Metadata = Readonly<{
  actor: string;
  /** The method that authenticated the actor. */
  authentication: 'none';
  /** The caller's network address, if known. */
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
  /** The domain rule that the event follows from, if any. */
  rule?: string;
  /** The operator's reason, if the request gave one. */
  reason?: string;
  /** W3C traceparent of the request, if the request had one. */
  trace?: string;
}>;

/** An event to append. */
export type NewEvent = Readonly<{
  /** A derived uuid, see `eventId`. */
  id: string;
  type: string;
  data: object;
  metadata: Metadata;
  /**
   * The time of the first recording, for an event that is copied from another log. Otherwise the
   * store sets it.
   */
  recordedAt?: Date;
  /**
   * The schema version, for an event that is copied from another log. Otherwise it is
   * SCHEMA_VERSION.
   */
  schema?: number;
}>;

/** An event as the store returns it, with its place and the time of its recording. */
export type Recorded = Readonly<{
  id: string;
  event: StoredEvent;
  stream: string;
  /** Its place in the stream; 0n is the first event. */
  revision: bigint;
  /** Its place in the log. Compare it, store it and resume from it; never calculate with it. */
  position: Position;
  /**
   * Tidemark's clock in UTC, in milliseconds. Later events may have an equal or an earlier time.
   */
  recordedAt: Date;
  /** Version of the shape of `event.data`. */
  schema: number;
  metadata: Metadata;
}>;

/** The version of the shapes of `event.data` that this program writes. */
export const SCHEMA_VERSION = 1;

/** Turns a number of the log into a position. */
export const toPosition = (place: bigint): Position => place as Position;
