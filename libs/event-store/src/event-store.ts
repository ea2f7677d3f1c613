import { type NewEvent, type Position, type Recorded } from './recorded.js';

/** The revision of a stream that has no event yet. */
export const NO_STREAM = -1n;

/** Where the stream and the log stand after an append. */
export type Appended = Readonly<{ revision: bigint; position: Position }>;

/** Someone else wrote to the stream first. Decide again on its new state. */
export class RevisionConflict extends Error {
  override readonly name = 'RevisionConflict';

  constructor(
    readonly stream: string,
    readonly expected: bigint,
  ) {
    super(`${stream} is not at revision ${String(expected)}`);
  }
}

/** The log can't be reached or can't be written now. The request may be tried again. */
export class StoreUnavailable extends Error {
  override readonly name: string = 'StoreUnavailable';
}

/** An event by which a log is known again. */
export type Anchor = Readonly<{ id: string; stream: string; revision: bigint; position: Position }>;

/** There is a log, and not the one that was known: nothing that is known may be mixed with it. */
export class LogReplaced extends StoreUnavailable {
  override readonly name = 'LogReplaced';

  /** A log in which an event is missing that was in it. */
  static without({ id, stream, revision, position }: Anchor): LogReplaced {
    const place = `${stream} at revision ${String(revision)} and position ${String(position)}`;
    return new LogReplaced(
      `the server holds another log than is known here: event ${id} of ${place} is not there. Bring the right log back; or, to go on with this one, stop all processes, delete reads.db and fold.snapshot in their data folders, and start them`,
    );
  }
}

/** All events of one append together may have so many bytes, written as JSON. */
export const MAX_APPEND_BYTES = 1024 * 1024;

/** An append is larger than a store takes at once; nothing of it was written. */
export class AppendTooLarge extends Error {
  override readonly name = 'AppendTooLarge';

  constructor(
    readonly stream: string,
    readonly bytes: number,
    limit = MAX_APPEND_BYTES,
  ) {
    super(`${stream}: what is to be written at once has ${bytes} bytes, ${limit} are the limit`);
  }
}

export type Direction = 'forwards' | 'backwards';

/** Which part of one stream to read. `from` and `to` are inclusive, whatever the direction. */
export type StreamRange = Readonly<{
  from?: bigint;
  to?: bigint;
  direction?: Direction;
  limit?: number;
}>;

/** Which part of the log to read. `after` is exclusive, `to` inclusive, whatever the direction. */
export type LogRange = Readonly<{
  after?: Position;
  to?: Position;
  direction?: Direction;
  limit?: number;
}>;

/** Whether the events of a stream, by its name, can be erased. */
export type IsErasable = (stream: string) => boolean;

/** The log. An abstract class, so that it can be injected by type without a token. */
export abstract class EventStore {
  /**
   * Writes all of `events`, or none of them, and answers once they are durable.
   * The same ids at the same expected revision again are answered as the success they were.
   *
   * @param expected the revision the stream is at; NO_STREAM for a new one
   * @throws RevisionConflict when the stream is elsewhere
   * @throws AppendTooLarge beyond MAX_APPEND_BYTES
   * @throws StoreUnavailable when nothing could be written
   */
  abstract append(stream: string, events: readonly NewEvent[], expected: bigint): Promise<Appended>;

  /** One stream's events; none at all for a stream that does not exist. */
  abstract readStream(stream: string, range?: StreamRange): AsyncIterable<Recorded>;

  /** The whole log, in the order of positions (or backwards). */
  abstract readLog(range?: LogRange): AsyncIterable<Recorded>;

  /**
   * Everything after a position, without gap or repeat, for as long as the caller listens.
   * Yields non-empty batches in the order of positions; a slow caller holds it back.
   */
  abstract subscribe(
    after: Position | undefined,
    signal: AbortSignal,
  ): AsyncIterable<readonly Recorded[]>;

  /** The last position of the log; undefined while it is empty. */
  abstract head(): Promise<Position | undefined>;

  /**
   * Removes a stream's events for good; it can't be written to any more.
   *
   * @throws Error for a stream that the store was not told to be erasable
   */
  abstract erase(stream: string): Promise<void>;

  /** Finishes what was asked for, then lets go of the store. */
  abstract close(): Promise<void>;
}
