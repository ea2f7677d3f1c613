import { type IsErasable } from '#event-store';

/**
 * The prefixes of the names of a log's streams, and which streams can be erased. The streams of the
 * lease are not part of the log: no decision depends on them, and they are written all the time.
 */
export type LogStreams = Readonly<{ prefixes: readonly string[]; isErasable: IsErasable }>;

/** True for a stream whose events are events of the log. */
export const isOfLog = (stream: string, { prefixes }: LogStreams): boolean =>
  prefixes.some((prefix) => stream.startsWith(prefix));
