import streams from '@eventstore/db-client/generated/streams_pb.js';

import {
  NoSuchPosition,
  readAllBackwards,
  readAllForwards,
  type AllPage,
  type AllRead,
  type Position,
} from '../log/all-page.js';
import { type EventLog } from '../log/event-log.js';
import { selectionIn } from './filter.js';
import { eventResponse } from './messages.js';
import { pageSize } from './read-stream.js';
import { handlerFailed, readFailed } from './refusal.js';

/** The events of the log at a position and after it, or those before it, up to a limit. */
export async function* readAll(
  log: EventLog,
  options: streams.ReadReq.Options,
  gone: AbortSignal,
): AsyncGenerator<streams.ReadResp> {
  let left = BigInt(options.getCount());
  // A real server never ends such a read: it asks itself for empty pages over and over.
  if (left === 0n) await aborted(gone);
  const selection = selectionIn(options);
  let from = positionIn(log, options.getAll());
  for (let isEnd = false; left > 0n && !isEnd;) {
    const read = { ...selection, from, count: pageSize(left) };
    const page = readPage(log, read, options.getReadDirection());
    yield* page.events.map(eventResponse);
    left -= BigInt(page.events.length);
    from = page.next;
    isEnd = page.isEnd;
  }
}

const readPage = (
  log: EventLog,
  read: AllRead,
  direction: streams.ReadReq.Options.ReadDirection,
): AllPage => {
  const { FORWARDS } = streams.ReadReq.Options.ReadDirection;
  try {
    return direction === FORWARDS ? readAllForwards(log, read) : readAllBackwards(log, read);
  } catch (error) {
    throw error instanceof NoSuchPosition ? readFailed('ReadAllResult') : error;
  }
};

/** The position at which a read of the log begins, or after which a subscription begins. */
export const positionIn = (
  log: EventLog,
  options: streams.ReadReq.Options.AllOptions | undefined,
): Position => {
  if (options?.hasEnd() === true) return { commit: log.end, prepare: log.end };
  const position = options?.getPosition() ?? new streams.ReadReq.Options.Position();
  const commit = BigInt(position.getCommitPosition());
  const prepare = BigInt(position.getPreparePosition());
  if (prepare > commit) throw handlerFailed();
  return { commit, prepare };
};

const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    signal.addEventListener('abort', () => {
      resolve();
    });
  });
