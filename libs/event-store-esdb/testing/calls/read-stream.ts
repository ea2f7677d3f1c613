import streams from '@eventstore/db-client/generated/streams_pb.js';

import { type EventLog } from '../log/event-log.js';
import {
  PAGE,
  readBackwards,
  readForwards,
  type StreamPage,
  type StreamRead,
} from '../log/stream-page.js';
import { eventResponse, streamIn, streamNotFound } from './messages.js';
import { readFailed, streamDeleted } from './refusal.js';

/** The events of a stream from a revision on, or backwards from it, up to a limit. */
export async function* readStream(
  log: EventLog,
  options: streams.ReadReq.Options,
): AsyncGenerator<streams.ReadResp> {
  const stream = streamIn(options.getStream()?.getStreamIdentifier());
  let from = startIn(log, stream, options);
  let left = BigInt(options.getCount());
  if (left === 0n) throw readFailed('ReadStreamResult');
  for (let isEnd = false; left > 0n && !isEnd;) {
    const page = readPage(log, { stream, from, count: pageSize(left) }, options);
    if (page.kind === 'stream-deleted') throw streamDeleted(stream);
    if (page.kind === 'no-stream') {
      yield streamNotFound(stream);
      return;
    }
    yield* page.events.map(eventResponse);
    left -= BigInt(page.events.length);
    from = page.next;
    isEnd = page.isEnd;
  }
}

/** The number of events that the server reads at once: a page at most. */
export const pageSize = (left: bigint): number => (left < PAGE ? Number(left) : PAGE);

/** The requested revision, which may be larger than the server's largest number. */
export const revisionIn = (options: streams.ReadReq.Options.StreamOptions): bigint =>
  BigInt.asIntN(64, BigInt(options.getRevision()));

const isForwards = (options: streams.ReadReq.Options): boolean =>
  options.getReadDirection() === streams.ReadReq.Options.ReadDirection.FORWARDS;

const readPage = (log: EventLog, read: StreamRead, options: streams.ReadReq.Options): StreamPage =>
  isForwards(options) ? readForwards(log, read) : readBackwards(log, read);

const startIn = (log: EventLog, stream: string, options: streams.ReadReq.Options): bigint => {
  const from = options.getStream() ?? new streams.ReadReq.Options.StreamOptions();
  const revision = from.hasEnd() ? -1n : revisionIn(from);
  if (revision >= 0n) return revision;
  if (isForwards(options)) throw readFailed('ReadStreamResult');
  return log.lastRevision(stream);
};
