import { toDomainEvent } from '#domain';
import { toPosition, type Position } from '#event-store';

import { caughtUp } from '../../reading/moment.js';
import { parsePosition } from '../../reading/position.js';
import { malformed } from '../../refusals.js';
import { type RunningCluster } from '../../running-cluster.js';
import { ChangeQueue } from './change-queue.js';
import { type DriftChange, type DriftFeed } from './drift-feed.js';
import { TouchedPairs } from './touched-pairs.js';

/** The place at which a reader begins, and the signal that stops it. */
type Reader = Readonly<{
  /** The position of the last message that the reader has. */
  lastSeen: string | undefined;
  signal: AbortSignal;
}>;

const LAST_SEEN = '/headers/last-event-id';
/** After more events than this, a reader that comes back is told all pairs. */
const MOST_MISSED = 10_000;
/** The events before the last message that count as missed if its look is not known any more. */
const MARGIN = 1000n;
/** The number of changes that are told together to a reader that comes back. */
const STRIDE = 100;

/**
 * The changes of drift as they come. A reader that comes back is told first how the pairs stand that
 * events have touched since the look of its last message.
 *
 * @throws RequestRefusal for a malformed place, or one that the log has not reached
 */
export const followDrift = async (
  cluster: RunningCluster,
  feed: DriftFeed,
  { lastSeen, signal }: Reader,
): Promise<AsyncGenerator<readonly DriftChange[]>> => {
  const seen = lastSeen === undefined ? undefined : parsePosition(lastSeen, LAST_SEEN);
  await caughtUp(cluster);
  if (seen !== undefined && seen > cluster.reads.position)
    throw malformed(LAST_SEEN, 'the log has not reached this position');
  const queue = new ChangeQueue();
  const before = seen === undefined ? undefined : feed.before(seen);
  const leave = feed.listen(queue);
  signal.addEventListener('abort', () => {
    leave();
    queue.end();
  });
  if (seen === undefined) return queue.taken();
  return resumed(
    { cluster, feed, queue },
    before ?? toPosition(seen > MARGIN ? seen - MARGIN : 0n),
  );
};

type Following = Readonly<{ cluster: RunningCluster; feed: DriftFeed; queue: ChangeQueue }>;

async function* resumed(
  { cluster, feed, queue }: Following,
  after: Position,
): AsyncGenerator<readonly DriftChange[]> {
  let changes: DriftChange[] = [];
  for await (const change of feed.items(touchedSince(cluster, after))) {
    changes.push(change);
    if (changes.length < STRIDE) continue;
    yield changes;
    changes = [];
  }
  if (changes.length > 0) yield changes;
  yield* queue.taken();
}

const touchedSince = (cluster: RunningCluster, after: Position): TouchedPairs => {
  const touched = new TouchedPairs();
  const page = { limit: MOST_MISSED + 1, order: 'oldest' } as const;
  const events = cluster.reads.events.list({ from: toPosition(after + 1n) }, page);
  if (events.length > MOST_MISSED) touched.addAll(cluster.state);
  for (const recorded of events) {
    const domainEvent = toDomainEvent(cluster.name, recorded);
    if (domainEvent !== undefined) touched.note(cluster.state, domainEvent);
  }
  return touched;
};
