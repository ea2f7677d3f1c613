import { toPosition, type Position, type Recorded } from '#event-store';
import { type EventFilter } from '#read-models';

import { caughtUp, momentOf } from '../reading/moment.js';
import { parsePosition } from '../reading/position.js';
import { ResolvedTags } from '../reading/tags.js';
import { rangeOf } from '../reading/range.js';
import { malformed } from '../refusals.js';
import { type RunningCluster } from '../running-cluster.js';
import { eventFilter, type EventSelection } from './event-selection.js';
import { type ListedEvent } from './list-events.js';
import { listed } from './listed.js';

/** Events as they are recorded. */
export type Following = Readonly<{
  /** The position of the last event before those that are followed; undefined if there is none. */
  after: Position | undefined;
  /** Batches of events in the order of the log; they end with the selection. */
  batches: AsyncIterable<readonly ListedEvent[]>;
  /** True once the selection has ended although no later event has come. */
  isOver: () => boolean;
}>;

/** The place at which a reader begins, and the signal that stops it. */
export type Reader = Readonly<{
  /** The position of the last event that the reader has; it wins over the selection's `from`. */
  lastSeen: string | undefined;
  signal: AbortSignal;
}>;

const LAST_SEEN = '/headers/last-event-id';

/**
 * Follows the events that a selection would list. Without a beginning, the first one is the next
 * event that is recorded.
 *
 * @throws RequestRefusal for a malformed selection or place
 * @throws ClusterError for an unknown thing
 */
export const followEvents = async (
  cluster: RunningCluster,
  selection: EventSelection,
  { lastSeen, signal }: Reader,
): Promise<Following> => {
  const seen = lastSeen === undefined ? undefined : parsePosition(lastSeen, LAST_SEEN);
  const moment = await momentOf(cluster, {});
  const tags = new ResolvedTags();
  const { from, to, ...terms } = eventFilter(selection, { named: moment, cluster, tags });
  const { since, until } = rangeOf(cluster, selection, tags);
  if (seen !== undefined && seen > moment.position)
    throw malformed(LAST_SEEN, 'the log has not reached this position');
  const after = await afterOf(cluster, seen, from);
  if (after !== undefined) await cluster.reads.reached(after, signal);
  const begin = seen === undefined ? { from, since } : {};
  const follower = new Follower(cluster, { terms, after, ...begin, to, until });
  return {
    after,
    batches: follower.follow(signal),
    isOver: () => follower.isOver(),
  };
};

/** The position of an event after which the log is followed; undefined for its beginning. */
const afterOf = async (
  cluster: RunningCluster,
  seen: Position | undefined,
  from: Position | undefined,
): Promise<Position | undefined> => {
  const { reads, log } = cluster;
  const before = seen ?? (from === undefined ? undefined : from - 1n);
  if (before === undefined) {
    await caughtUp(cluster);
    return log.position;
  }
  // A log can only be followed from the position of one of its events.
  return reads.events.list({ to: before as Position }, { limit: 1, order: 'newest' })[0]?.position;
};

type Followed = Readonly<{
  /** The filter, without its range. */
  terms: Omit<EventFilter, 'from' | 'to'>;
  after: Position | undefined;
  from?: Position | undefined;
  to: Position | undefined;
  /** Milliseconds since 1970. */
  since?: number | undefined;
  until: number | undefined;
}>;

/** One reader of the log. */
class Follower {
  /** The latest time of an event so far; milliseconds since 1970. */
  private latest: number;
  private readonly last: Position | undefined;
  private isWithin = false;
  /** The last event that was read. */
  private passed: Position | undefined;

  constructor(
    private readonly cluster: RunningCluster,
    private readonly asked: Followed,
  ) {
    const { events } = cluster.reads;
    this.latest = asked.after === undefined ? -Infinity : events.latestUpTo(asked.after);
    this.last = asked.to === undefined ? undefined : this.lastUpTo(asked.to);
  }

  /** True if no event of the selection can follow. */
  isOver(): boolean {
    const { to, until } = this.asked;
    const { reads, now } = this.cluster;
    const end = until !== undefined && now > until ? reads.position : to;
    return end !== undefined && reads.position >= end && this.hasPassed(this.lastUpTo(end));
  }

  async *follow(signal: AbortSignal): AsyncGenerator<readonly ListedEvent[]> {
    const { after } = this.asked;
    const { log, name } = this.cluster;
    this.passed = after;
    if (this.hasPassed(this.last)) return;
    for await (const batch of listed(name, log.subscribe(after, signal))) {
      const within = batch.slice(0, this.countWithin(batch));
      const flagged = within.map((event) => ({ event, isSetBack: this.noteTime(event) }));
      const matching = await this.matching(within, signal);
      const found = flagged.filter(({ event }) => matching.has(event.position));
      if (found.length > 0) yield found;
      this.passed = within.at(-1)?.position ?? this.passed;
      if (within.length < batch.length || this.hasPassed(this.last)) return;
    }
  }

  /** The last event up to a position; the position itself while the log has not reached it. */
  private lastUpTo(to: Position): Position {
    const { reads } = this.cluster;
    if (to > reads.position) return to;
    return reads.events.list({ to }, { limit: 1, order: 'newest' })[0]?.position ?? toPosition(0n);
  }

  private hasPassed(last: Position | undefined): boolean {
    return last !== undefined && (this.passed ?? 0n) >= last;
  }

  private countWithin(batch: readonly Recorded[]): number {
    const { to, until } = this.asked;
    const end = batch.findIndex(
      ({ position, recordedAt }) =>
        (to !== undefined && position > to) ||
        (until !== undefined && recordedAt.getTime() > until),
    );
    return end < 0 ? batch.length : end;
  }

  /** True for an event that was recorded at an earlier time than one before it. */
  private noteTime({ recordedAt }: Recorded): boolean {
    const at = recordedAt.getTime();
    const isSetBack = at < this.latest;
    this.latest = Math.max(this.latest, at);
    return isSetBack;
  }

  /** True from the first event of the range on. */
  private hasBegun({ position, recordedAt }: Recorded): boolean {
    const { from = 0n, since = -Infinity } = this.asked;
    this.isWithin ||= position >= from && recordedAt.getTime() >= since;
    return this.isWithin;
  }

  /** The positions of the events that the filter finds. The list's own index decides. */
  private async matching(
    batch: readonly Recorded[],
    signal: AbortSignal,
  ): Promise<ReadonlySet<Position>> {
    const { terms } = this.asked;
    const from = batch[0]?.position;
    const to = batch.at(-1)?.position;
    const later = batch.filter((recorded) => this.hasBegun(recorded));
    if (from === undefined || to === undefined || Object.keys(terms).length === 0)
      return new Set(later.map(({ position }) => position));
    const { reads } = this.cluster;
    await reads.reached(to, signal);
    const found = reads.events.list(
      { ...terms, from, to },
      { limit: batch.length, order: 'oldest' },
    );
    const positions = new Set(found.map(({ position }) => position));
    return new Set(later.map(({ position }) => position).filter((one) => positions.has(one)));
  }
}
