import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsString } from 'class-validator';

import { type RunningCluster } from '#application';
import { type Cluster, type World } from '#domain';
import { type Position } from '#event-store';

import { badRequest, HttpProblem } from '../answer/http-problem.js';
import { parsePosition, type RequestContext } from './request.js';
import { Optional } from './optional.js';

/** On every read: of when, and how fresh. */
export class AsOfQuery {
  @ApiPropertyOptional({ description: 'A position, or an instant (RFC 3339 with offset)' })
  @Optional()
  @IsString()
  readonly at?: string;

  @ApiPropertyOptional({ enum: ['strong', 'eventual'] })
  @Optional()
  @IsIn(['strong', 'eventual'])
  readonly consistency?: 'strong' | 'eventual';
}

/** A moment that a read is answered for. */
export type Moment = Readonly<{
  position: Position;
  /** The directory alone; at hand also for the past. */
  cluster: Cluster;
  /** Every aggregate; for the past it is folded when it is asked for. */
  world: World;
}>;

const INSTANT = /^\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2}:\d{2}(\.\d{1,9})?([Zz]|[+-]\d{2}:\d{2})$/;

/** @throws HttpProblem 400 for a text that is neither a position nor an instant */
const parseAt = (at: string): Position | Date => {
  if (/^\d+$/.test(at)) return parsePosition(at, '/at');
  const instant = INSTANT.test(at) ? new Date(at) : undefined;
  if (instant === undefined || Number.isNaN(instant.getTime()))
    throw badRequest('/at', `"${at}" is neither a position nor an RFC 3339 instant with an offset`);
  return instant;
};

type Asked = Pick<AsOfQuery, 'at' | 'consistency'>;

/**
 * The moment that a read asks for; the reply will say which it was.
 *
 * @throws HttpProblem 503 when the read model does not get there in time
 * @throws FoldStopped, ReadModelStopped when they do not get there at all
 * @throws FuturePosition for a position that the log has not reached
 */
export const momentOf = async (
  cluster: RunningCluster,
  { at, consistency }: Asked,
  { after, reply }: Pick<RequestContext, 'after' | 'reply'>,
): Promise<Moment> => {
  const asked = at === undefined ? undefined : parseAt(at);
  await inTime(cluster, async (signal) => {
    if (consistency !== 'eventual') await cluster.log.caughtUp(signal);
    if (after !== undefined) await cluster.reads.reached(after, signal);
  });
  const position = asked === undefined ? cluster.reads.position : cluster.reads.resolve(asked);
  reply.position = position;
  if (consistency === 'eventual') reply.age = cluster.log.age;
  if (asked === undefined) {
    cluster.log.requireTrue();
    return { position, cluster: cluster.state.cluster, world: cluster.state };
  }
  return {
    position,
    cluster: cluster.reads.directoryAt(position),
    get world() {
      return cluster.reads.worldAt(position);
    },
  };
};

/**
 * Every aggregate at the moment that a read asks for; of now, it need not wait for the read model.
 *
 * @throws HttpProblem 503 when that is not there in time
 * @throws FoldStopped when it does not get there at all
 * @throws FuturePosition for a position that the log has not reached
 */
export const worldOf = async (
  cluster: RunningCluster,
  query: Asked,
  context: Pick<RequestContext, 'after' | 'reply'>,
): Promise<World> => {
  if (query.at !== undefined) return (await momentOf(cluster, query, context)).world;
  const { after, reply } = context;
  await inTime(cluster, async (signal) => {
    if (query.consistency !== 'eventual') await cluster.log.folded(signal);
    if (after !== undefined) await cluster.log.reached(after, signal);
  });
  cluster.log.requireTrue();
  reply.position = cluster.log.position ?? cluster.reads.position;
  if (query.consistency === 'eventual') reply.age = cluster.log.age;
  return cluster.state;
};

/** The same, with the instant that it is of; milliseconds since 1970. */
export const datedWorldOf = async (
  cluster: RunningCluster,
  query: Asked,
  context: Pick<RequestContext, 'after' | 'reply'>,
): Promise<Readonly<{ world: World; now: number }>> => {
  const world = await worldOf(cluster, query, context);
  const asked = query.at === undefined ? undefined : parseAt(query.at);
  const at = typeof asked === 'bigint' ? cluster.reads.events.recordedBy(asked) : asked;
  return { world, now: at?.getTime() ?? cluster.now };
};

/**
 * Resolves once fold and read model have everything that was in the log at the call.
 *
 * @throws HttpProblem 503 when they do not get there in time
 */
export const caughtUp = (cluster: RunningCluster): Promise<void> =>
  inTime(cluster, async (signal) => {
    await cluster.log.caughtUp(signal);
  });

const inTime = async (
  { catchUpMs }: RunningCluster,
  wait: (signal: AbortSignal) => Promise<void>,
): Promise<void> => {
  const signal = AbortSignal.timeout(catchUpMs);
  try {
    await wait(signal);
  } catch (error) {
    if (!signal.aborted) throw error;
    throw new HttpProblem(503, 'not-caught-up', { detail: 'this is behind the log; try again' });
  }
};
