import { type Cluster, type ClusterView } from '#domain';
import { type Position } from '#event-store';

import { malformed, RequestRefusal } from '../refusals.js';
import { type RunningCluster } from '../running-cluster.js';
import { parsePosition } from './position.js';

/** The moment that a read asks for, and the freshness of its answer. */
export type AsOf = Readonly<{
  /** A position, or an instant (RFC 3339 with an offset); the present if undefined. */
  at?: string | undefined;
  /** `strong` (the default) reflects everything that was in the log when the request came. */
  consistency?: 'strong' | 'eventual' | undefined;
  /** A position that the answer must reflect. */
  after?: Position | undefined;
}>;

/** A moment for which a read is answered. */
export type Moment = Readonly<{
  position: Position;
  /**
   * Seconds since the fold was known to have the whole log; undefined unless the read is eventual.
   */
  age: number | undefined;
  /** The directory, which is at hand for the past too. */
  cluster: Cluster;
  /** Every aggregate; a past state is folded on its first use. */
  clusterState: ClusterView;
}>;

/** The state that answers a read, and its time. */
export type DatedState = Readonly<{
  state: ClusterView;
  position: Position;
  age: number | undefined;
  /** Milliseconds since 1970. */
  now: number;
}>;

const INSTANT = /^\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2}:\d{2}(\.\d{1,9})?([Zz]|[+-]\d{2}:\d{2})$/;

/** @throws RequestRefusal for a text that is neither a position nor an instant */
const parseAt = (at: string): Position | Date => {
  if (/^\d+$/.test(at)) return parsePosition(at, '/at');
  const instant = INSTANT.test(at) ? new Date(at) : undefined;
  if (instant === undefined || Number.isNaN(instant.getTime()))
    throw malformed('/at', `"${at}" is neither a position nor an RFC 3339 instant with an offset`);
  return instant;
};

const ageFor = (cluster: RunningCluster, { consistency }: AsOf): number | undefined =>
  consistency === 'eventual' ? cluster.log.age : undefined;

/**
 * The moment that a read asks for.
 *
 * @throws RequestRefusal not-caught-up if the read model does not get there in time
 * @throws FoldStopped, ReadModelStopped if the fold or the read model has stopped
 * @throws FuturePosition if the log has not reached the position
 */
export const momentOf = async (cluster: RunningCluster, asOf: AsOf): Promise<Moment> => {
  const { at, consistency, after } = asOf;
  const { log, reads } = cluster;
  const asked = at === undefined ? undefined : parseAt(at);
  await inCatchUpTime(cluster, async (deadline) => {
    if (consistency !== 'eventual') await log.caughtUp(deadline);
    if (after !== undefined) await reads.reached(after, deadline);
  });
  const position = asked === undefined ? reads.position : reads.resolve(asked);
  const age = ageFor(cluster, asOf);
  if (asked === undefined) {
    log.requireTrue();
    const { state: clusterState } = cluster;
    return { position, age, cluster: clusterState.cluster, clusterState };
  }
  return {
    ...{ position, age, cluster: reads.directoryAt(position) },
    get clusterState() {
      return reads.stateAt(position);
    },
  };
};

/**
 * Every aggregate at the moment that a read asks for. A read of the present does not wait for the
 * read model.
 *
 * @throws RequestRefusal not-caught-up if the fold or the read model does not get there in time
 * @throws FoldStopped if the fold has stopped
 * @throws FuturePosition if the log has not reached the position
 */
export const stateOf = async (cluster: RunningCluster, asOf: AsOf): Promise<DatedState> => {
  const { at, consistency, after } = asOf;
  const { log, reads } = cluster;
  if (at !== undefined) {
    const { clusterState: state, position, age } = await momentOf(cluster, asOf);
    return { state, position, age, now: instantOf(cluster, parseAt(at)) };
  }
  await inCatchUpTime(cluster, async (deadline) => {
    if (consistency !== 'eventual') await log.folded(deadline);
    if (after !== undefined) await log.reached(after, deadline);
  });
  log.requireTrue();
  const position = log.position ?? reads.position;
  return { state: cluster.state, position, age: ageFor(cluster, asOf), now: cluster.now };
};

const instantOf = ({ reads, now }: RunningCluster, asked: Position | Date): number => {
  const at = typeof asked === 'bigint' ? reads.events.recordedBy(asked) : asked;
  return at?.getTime() ?? now;
};

/**
 * Resolves once the fold and the read model have everything that was in the log at the call.
 *
 * @throws RequestRefusal not-caught-up if they do not get there in time
 */
export const caughtUp = (cluster: RunningCluster): Promise<void> =>
  inCatchUpTime(cluster, async (deadline) => {
    await cluster.log.caughtUp(deadline);
  });

/**
 * Resolves once the read model has reached a position.
 *
 * @throws RequestRefusal not-caught-up if it does not get there in time
 */
export const projected = (cluster: RunningCluster, position: Position): Promise<void> =>
  inCatchUpTime(cluster, (deadline) => cluster.reads.reached(position, deadline));

const inCatchUpTime = async (
  { catchUpMs }: RunningCluster,
  wait: (deadline: AbortSignal) => Promise<void>,
): Promise<void> => {
  const deadline = AbortSignal.timeout(catchUpMs);
  try {
    await wait(deadline);
  } catch (error) {
    if (!deadline.aborted) throw error;
    throw new RequestRefusal('not-caught-up', 'this process is behind the log; try again');
  }
};
