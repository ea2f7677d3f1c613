import { type Cluster, type ClusterView } from '#domain';
import { type Position } from '#event-store';
import { FutureMoment } from '#read-models';

import { directoryOf, type Departed } from '../names.js';
import { RequestRefusal } from '../refusals.js';
import { type RunningCluster } from '../running-cluster.js';
import {
  isInstant,
  isLater,
  isTypedTag,
  parseMoment,
  type Instant,
  type TypedMoment,
} from './instant.js';
import { presentStamp, stampOf, type Stamp } from './stamp.js';
import { ResolvedTags } from './tags.js';

/** The moment that a read asks for, and the freshness of its answer. */
export type AsOf = Readonly<{
  /** A position, an instant (RFC 3339 with an offset) or a tag; the present if undefined. */
  at?: string | undefined;
  /** `strong` (the default) reflects everything that was in the log when the request came. */
  consistency?: 'strong' | 'eventual' | undefined;
  /** A position that the answer must reflect. */
  after?: Position | undefined;
  /** The tags that the question has named so far. */
  tags?: ResolvedTags | undefined;
}>;

/** A moment for which a read is answered. */
export type Moment = Readonly<{
  position: Position;
  stamp: Stamp;
  /**
   * Seconds since the fold was known to have the whole log; undefined unless the read is eventual.
   */
  age: number | undefined;
  /** The directory, which is at hand for the past too. */
  cluster: Cluster;
  /** Every aggregate; a past state is folded on its first use. */
  clusterState: ClusterView;
  departed: Departed;
}>;

/** The state that answers a read, and its time. */
export type DatedState = Readonly<{
  state: ClusterView;
  position: Position;
  stamp: Stamp;
  age: number | undefined;
  /** Milliseconds since 1970. */
  now: number;
}>;

const ageFor = (cluster: RunningCluster, { consistency }: AsOf): number | undefined =>
  consistency === 'eventual' ? cluster.log.age : undefined;

/**
 * The moment that a read asks for.
 *
 * @throws RequestRefusal not-caught-up if the read model does not get there in time
 * @throws FoldStopped, ReadModelStopped if the fold or the read model has stopped
 * @throws FutureMoment if the log has not reached the position, or the instant is yet to come
 * @throws NoSuchTag
 */
export const momentOf = (cluster: RunningCluster, asOf: AsOf): Promise<Moment> =>
  momentIn(cluster, asOf, '/at');

/**
 * The same for a moment that another field of the request gives, which a refusal then names.
 *
 * @param pointer the field, as a JSON pointer
 */
export const momentIn = async (
  cluster: RunningCluster,
  asOf: AsOf,
  pointer: string,
): Promise<Moment> => {
  const { at, consistency, after } = asOf;
  const { log, reads } = cluster;
  const asked = at === undefined ? undefined : parseMoment(at, pointer);
  await inCatchUpTime(cluster, async (deadline) => {
    if (consistency !== 'eventual') await log.caughtUp(deadline);
    if (after !== undefined) await reads.reached(after, deadline);
  });
  await cluster.takeTurn();
  const { position, tag } =
    asked === undefined
      ? { position: reads.position }
      : resolve(cluster, asked, { tags: asOf.tags, pointer });
  const stamp = stampOf(cluster, position, tag);
  const age = ageFor(cluster, asOf);
  if (asked === undefined) {
    log.requireTrue();
    const { state: clusterState } = cluster;
    const { cluster: directory } = clusterState;
    const departed = departedIn(cluster, directory);
    return { position, stamp, age, cluster: directory, clusterState, departed };
  }
  const directory = reads.directoryAt(position);
  return {
    ...{ position, stamp, age, cluster: directory, departed: departedIn(cluster, directory) },
    get clusterState() {
      return reads.stateAt(position);
    },
  };
};

/**
 * The position of a moment that a field of the request gives: a place in a list, whatever the
 * moment of the list.
 *
 * @param pointer the field, as a JSON pointer
 * @throws RequestRefusal for a text that is no moment
 * @throws FutureMoment if the log has not reached it
 * @throws NoSuchTag
 */
export const placeOf = (
  cluster: RunningCluster,
  text: string,
  { pointer, tags }: Asked,
): Position => resolve(cluster, parseMoment(text, pointer), { pointer, tags }).position;

/** The same moment at another position, which the read model has reached. */
export const movedTo = (cluster: RunningCluster, moment: Moment, position: Position): Moment =>
  moment.position === position
    ? moment
    : { ...moment, position, stamp: stampOf(cluster, position) };

/** The things that have left the directory by its last event. */
const departedIn = ({ reads }: RunningCluster, directory: Cluster): Departed => {
  const { revision } = directoryOf({ cluster: directory });
  return { nameOf: (kind, id) => reads.departures.find(kind, id, revision)?.name };
};

/**
 * Every aggregate at the moment that a read asks for. A read of the present does not wait for the
 * read model.
 *
 * @throws RequestRefusal not-caught-up if the fold or the read model does not get there in time
 * @throws FoldStopped if the fold has stopped
 * @throws FutureMoment if the log has not reached the position, or the instant is yet to come
 */
export const stateOf = async (cluster: RunningCluster, asOf: AsOf): Promise<DatedState> => {
  const { at, consistency, after } = asOf;
  const { log, reads } = cluster;
  if (at !== undefined) {
    const { clusterState: state, ...moment } = await momentOf(cluster, asOf);
    const { position, stamp, age } = moment;
    return { state, position, stamp, age, now: timeOf(cluster, parseMoment(at, '/at'), stamp) };
  }
  await inCatchUpTime(cluster, async (deadline) => {
    if (consistency !== 'eventual') await log.folded(deadline);
    if (after !== undefined) await log.reached(after, deadline);
  });
  await cluster.takeTurn();
  log.requireTrue();
  const position = log.position ?? reads.position;
  const stamp = presentStamp(cluster, position);
  return { state: cluster.state, position, stamp, age: ageFor(cluster, asOf), now: cluster.now };
};

/** The time of a moment that a field gives: its own if it is an instant, else that of its last event. */
export const timeAt = (cluster: RunningCluster, at: string, { stamp }: Moment): number =>
  timeOf(cluster, parseMoment(at, '/at'), stamp);

const timeOf = (
  { now }: RunningCluster,
  asked: TypedMoment,
  { recordedAt = now }: Stamp,
): number => (isInstant(asked) ? asked.ms : recordedAt);

type Resolved = Readonly<{ position: Position; tag?: string | undefined }>;

/** The field that names a moment, as a JSON pointer, and the tags that the question has named. */
type Asked = Readonly<{ pointer: string; tags?: ResolvedTags | undefined }>;

const resolve = (
  cluster: RunningCluster,
  asked: TypedMoment,
  { tags = new ResolvedTags(), pointer }: Asked,
): Resolved => {
  const { reads } = cluster;
  if (isTypedTag(asked)) {
    const position = tags.positionOf(cluster, asked.tag, pointer);
    return { position, tag: reads.tags.find(asked.tag)?.name };
  }
  if (!isInstant(asked)) return { position: positionIn(cluster, asked, pointer) };
  const instant = new Date(asked.ms);
  const position = reads.resolve(instant);
  if (isFuture(cluster, asked)) throw new FutureMoment(instant, reads.position, pointer);
  return { position };
};

const positionIn = ({ reads }: RunningCluster, asked: Position, pointer: string): Position => {
  try {
    return reads.resolve(asked);
  } catch (error) {
    throw error instanceof FutureMoment ? error.from(pointer) : error;
  }
};

/**
 * True if an instant is later than the clock of this process and than every event: another process,
 * or this one before its clock was set back, may have recorded later events.
 */
export const isFuture = ({ reads, now }: RunningCluster, instant: Instant): boolean => {
  const newest = Math.max(now, reads.events.latestUpTo(reads.position));
  return isLater(instant, { ms: newest, rest: 0 });
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
