import { randomUUID } from 'node:crypto';

import type streams from '@eventstore/db-client/generated/streams_pb.js';

import {
  EVERYTHING,
  NoSuchPosition,
  readAllForwards,
  type AllPage,
  type Position,
} from '../log/all-page.js';
import { type EventLog } from '../log/event-log.js';
import { PAGE } from '../log/stream-page.js';
import { CheckpointCounter } from './checkpoint-counter.js';
import { selectionIn, type Selection } from './filter.js';
import { LiveQueue } from './live-queue.js';
import { caughtUp, checkpoint, confirmation, eventResponse } from './messages.js';
import { positionIn } from './read-all.js';
import { handlerFailed } from './refusal.js';
import { type Served } from './served.js';

/** The events of the log after a position, then new events, until the client goes. */
export async function* subscribeToAll(
  { log, liveBuffer }: Served,
  options: streams.ReadReq.Options,
  gone: AbortSignal,
): AsyncGenerator<streams.ReadResp> {
  const selection = selectionIn(options);
  const checkpoints = new CheckpointCounter(selection.interval);
  const live = new LiveQueue<streams.ReadResp>(liveBuffer, gone);
  const goLive = (): void => {
    const unwatch = log.watch((event) => {
      if (selection.isAllowed(event)) live.push(eventResponse(event));
      if (checkpoints.isDueLive()) live.push(checkpoint(event.position, event.position));
    });
    gone.addEventListener('abort', unwatch);
  };

  if (options.getAll()?.hasEnd() === true) {
    goLive();
    yield confirmation(randomUUID());
  } else {
    const from = behind(log, positionIn(log, options.getAll()));
    yield confirmation(randomUUID());
    // Nothing is awaited between the last page and going live: no event falls in between.
    for (const response of past(log, { ...selection, from }, checkpoints)) yield response;
    goLive();
  }
  yield caughtUp();
  yield* live;
}

/**
 * The existing events, page by page. Checkpoints are counted and sent until the end is reached for
 * the first time.
 */
function* past(
  log: EventLog,
  selection: Selection & Readonly<{ from: Position }>,
  checkpoints: CheckpointCounter,
): Generator<streams.ReadResp> {
  let { from } = selection;
  for (let isBehind = true; ;) {
    const page = readAllForwards(log, { ...selection, from, count: PAGE });
    if (isBehind) checkpoints.add(page.considered);
    isBehind &&= !page.isEnd;
    yield* page.events.map(eventResponse);
    if (isBehind && checkpoints.isDue()) yield pageCheckpoint(page, from);
    if (page.isEnd && page.events.length === 0) return;
    from = page.next;
  }
}

/** The checkpoint of a page without a match is the place where the page began, which is certain. */
const pageCheckpoint = ({ events }: AllPage, from: Position): streams.ReadResp => {
  const last = events.at(-1)?.position;
  return last === undefined ? checkpoint(from.commit, from.prepare) : checkpoint(last, last);
};

/** The place where the first page begins: after the event at the position. */
const behind = (log: EventLog, from: Position): Position => {
  if (from.commit === 0n) return from;
  try {
    return readAllForwards(log, { from, count: 1, window: 1, isAllowed: EVERYTHING }).next;
  } catch (error) {
    throw error instanceof NoSuchPosition ? handlerFailed() : error;
  }
};
