import { type IsErasable } from '#event-store';

/**
 * The beginnings of the names of a log's streams, and which streams can be erased. The streams of the
 * lease are none of them: nothing is decided from it, and it is written all the time.
 */
export type LogStreams = Readonly<{ prefixes: readonly string[]; isErasable: IsErasable }>;

/** True for a stream whose events are events of the log. */
export const isOfLog = (stream: string, { prefixes }: LogStreams): boolean =>
  prefixes.some((prefix) => stream.startsWith(prefix));
