import { type NewEvent, type Position, type Recorded } from './recorded.js';

/** The revision of a stream without events. */
export const NO_STREAM = -1n;

/** The last revision of the stream, and the last position of the log, after an append. */
export type Appended = Readonly<{ revision: bigint; position: Position }>;

/** Another writer has appended to the stream first. Decide again on its new state. */
export class RevisionConflict extends Error {
  override readonly name = 'RevisionConflict';

  constructor(
    readonly stream: string,
    readonly expected: bigint,
  ) {
    super(`${stream} is not at revision ${String(expected)}`);
  }
}

/** The log can't be reached or written at present. The request may be tried again. */
export class StoreUnavailable extends Error {
  override readonly name: string = 'StoreUnavailable';
}

/** An event that identifies a log. */
export type Anchor = Readonly<{ id: string; stream: string; revision: bigint; position: Position }>;

/** The log is not the one that this process knows. Its events may not be mixed with known state. */
export class LogReplaced extends StoreUnavailable {
  override readonly name = 'LogReplaced';

  /** The error for a log that lacks an event which it had earlier. */
  static missing({ id, stream, revision, position }: Anchor): LogReplaced {
    const place = `${stream} at revision ${String(revision)} and position ${String(position)}`;
    return new LogReplaced(
      `the server holds another log than this process knows: event ${id} of ${place} is missing. Bring the right log back; or, to go on with this one, stop all processes, delete reads.db and fold.snapshot in their data folders, and start them`,
    );
  }
}

/** The greatest size of one append: the bytes of all its events as JSON. */
export const MAX_APPEND_BYTES = 1024 * 1024;

/** An append is too large for one write. No event of it was written. */
export class AppendTooLarge extends Error {
  override readonly name = 'AppendTooLarge';

  constructor(
    readonly stream: string,
    readonly bytes: number,
    limit = MAX_APPEND_BYTES,
  ) {
    super(`${stream}: an append has ${bytes} bytes, the limit is ${limit}`);
  }
}

export type Direction = 'forwards' | 'backwards';

/** The part of one stream to read. `from` and `to` are inclusive in both directions. */
export type StreamRange = Readonly<{
  from?: bigint;
  to?: bigint;
  direction?: Direction;
  limit?: number;
}>;

/** The part of the log to read. `after` is exclusive, `to` inclusive, in both directions. */
export type LogRange = Readonly<{
  after?: Position;
  to?: Position;
  direction?: Direction;
  limit?: number;
}>;

/** True if the events of the stream with this name can be erased. */
export type IsErasable = (stream: string) => boolean;

/** The log. It is an abstract class, so that it can be injected by type without a token. */
export abstract class EventStore {
  /**
   * Writes all of `events`, or none of them, and resolves once they are durable. A repeated append,
   * with the same ids at the same expected revision, resolves like the first one.
   *
   * @param expected the present revision of the stream; NO_STREAM for a new stream
   * @throws RevisionConflict when the stream has another revision
   * @throws AppendTooLarge beyond MAX_APPEND_BYTES
   * @throws StoreUnavailable when nothing could be written
   */
  abstract append(stream: string, events: readonly NewEvent[], expected: bigint): Promise<Appended>;

  /** The events of one stream; none for a stream that does not exist. */
  abstract readStream(stream: string, range?: StreamRange): AsyncIterable<Recorded>;

  /** The whole log, in the order of positions or backwards. */
  abstract readLog(range?: LogRange): AsyncIterable<Recorded>;

  /**
   * Everything after a position, without gap or repeat, until the caller stops. Yields non-empty
   * batches in the order of positions. A slow caller slows the subscription down.
   */
  abstract subscribe(
    after: Position | undefined,
    signal: AbortSignal,
  ): AsyncIterable<readonly Recorded[]>;

  /** The last position of the log; undefined while it is empty. */
  abstract head(): Promise<Position | undefined>;

  /**
   * Removes a stream's events for good. Later appends to the stream fail.
   *
   * @throws Error for a stream that is not erasable
   */
  abstract erase(stream: string): Promise<void>;

  /** Completes the pending requests, then closes the store. */
  abstract close(): Promise<void>;
}
