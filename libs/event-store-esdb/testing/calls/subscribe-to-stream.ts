import { randomUUID } from 'node:crypto';

import streams from '@eventstore/db-client/generated/streams_pb.js';

import { type LoggedEvent } from '../log/event.js';
import { type EventLog } from '../log/event-log.js';
import { PAGE, readForwards } from '../log/stream-page.js';
import { LiveQueue } from './live-queue.js';
import { caughtUp, confirmation, eventResponse, streamIn } from './messages.js';
import { revisionIn } from './read-stream.js';
import { streamDeleted } from './refusal.js';
import { type Served } from './served.js';

/** The events of a stream after a revision, then new events, until the client goes. */
export async function* subscribeToStream(
  { log, liveBuffer }: Served,
  options: streams.ReadReq.Options,
  gone: AbortSignal,
): AsyncGenerator<streams.ReadResp> {
  const from = options.getStream() ?? new streams.ReadReq.Options.StreamOptions();
  const stream = streamIn(from.getStreamIdentifier());
  const after = from.hasRevision() ? revisionIn(from) : -1n;
  const live = new LiveQueue<LoggedEvent>(liveBuffer, gone);
  const goLive = (): void => {
    const unwatch = log.watch((event) => {
      if (event.stream === stream && event.revision > after) live.push(event);
    });
    gone.addEventListener('abort', unwatch);
  };

  if (from.hasEnd()) {
    goLive();
    yield confirmation(randomUUID());
  } else {
    if (log.isTombstoned(stream)) throw streamDeleted(stream);
    yield confirmation(randomUUID());
    await there(log, stream, gone);
    // Nothing is awaited between the last page and going live: no event falls in between.
    for (const event of past(log, stream, after)) yield eventResponse(event);
    goLive();
  }
  yield caughtUp();
  for await (const event of live) {
    yield eventResponse(event);
    if (event.type === '$streamDeleted') throw streamDeleted(stream);
  }
}

/** The existing events, page by page. */
function* past(log: EventLog, stream: string, after: bigint): Generator<LoggedEvent> {
  for (let from = after + 1n, isEnd = false; !isEnd;) {
    const page = readForwards(log, { stream, from, count: PAGE });
    if (page.kind === 'stream-deleted') throw streamDeleted(stream);
    if (page.kind === 'no-stream') return;
    yield* page.events;
    from = page.next;
    isEnd = page.isEnd && page.events.length === 0;
  }
}

/** Waits until the stream can be read or is deleted, or the client has gone. */
const there = async (log: EventLog, stream: string, gone: AbortSignal): Promise<void> => {
  while (!gone.aborted && isMissing(log, stream)) await nextEventOf(log, stream, gone);
};

const isMissing = (log: EventLog, stream: string): boolean =>
  readForwards(log, { stream, from: 0n, count: 1 }).kind === 'no-stream';

const nextEventOf = (log: EventLog, stream: string, gone: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const done = (): void => {
      unwatch();
      resolve();
    };
    const unwatch = log.watch((event) => {
      if (event.stream === stream) done();
    });
    gone.addEventListener('abort', done);
  });
