import { toPosition, type Recorded } from '#event-store';
import { type EventFilter } from '#read-models';

import { type RunningCluster } from '../running-cluster.js';
import { type Span } from './predicate.js';

/** The number of events in one read. */
const PAGE = 200;

/** The events that any of several filters finds, newest first, each once. */
export function* eventsOfAny(
  cluster: RunningCluster,
  filters: readonly EventFilter[],
  span: Span,
): Iterable<Recorded> {
  const lists = filters.map((filter) => eventsOf(cluster, filter, span)[Symbol.iterator]());
  const heads = lists.map((list) => list.next());
  for (let newest = newestOf(heads); newest !== undefined; newest = newestOf(heads)) {
    for (const [index, head] of heads.entries())
      if (head.done !== true && head.value.position === newest.position)
        heads[index] = lists[index]?.next() ?? head;
    yield newest;
  }
}

const newestOf = (heads: readonly IteratorResult<Recorded>[]): Recorded | undefined =>
  heads.reduce<Recorded | undefined>(
    (last, head) =>
      head.done === true || (last !== undefined && head.value.position < last.position)
        ? last
        : head.value,
    undefined,
  );

/** The events that a filter finds, newest first. */
export function* eventsOf(
  { reads }: RunningCluster,
  filter: EventFilter,
  { from, to }: Span,
): Iterable<Recorded> {
  if (from >= to) return;
  const within = { ...filter, from: toPosition(BigInt(from + 1)), to: toPosition(BigInt(to)) };
  for (let cursor: Recorded['position'] | undefined; ;) {
    const page = { limit: PAGE, order: 'newest', ...(cursor !== undefined && { cursor }) } as const;
    const found = reads.events.list(within, page);
    yield* found;
    cursor = found.at(-1)?.position;
    if (found.length < PAGE || cursor === undefined) return;
  }
}
