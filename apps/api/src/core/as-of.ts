import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsString } from 'class-validator';

import { type Cluster, type World } from '#domain';
import { type Position } from '#event-store';

import { type Engine } from './engine.js';
import { badRequest, HttpProblem } from './http-problem.js';
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
const CATCH_UP_MS = 5000;

/** @throws HttpProblem 400 for a text that is neither a position nor an instant */
const parseAt = (at: string): Position | Date => {
  if (/^\d+$/.test(at)) return parsePosition(at, '/at');
  const instant = INSTANT.test(at) ? new Date(at) : undefined;
  if (instant === undefined || Number.isNaN(instant.getTime()))
    throw badRequest('/at', `"${at}" is neither a position nor an RFC 3339 instant with an offset`);
  return instant;
};

/**
 * The moment that a read asks for; the reply will say which it was.
 *
 * @throws HttpProblem 503 when the read model does not get there in time
 * @throws FuturePosition for a position that the log has not reached
 */
export const momentOf = async (
  engine: Engine,
  { at, consistency }: Pick<AsOfQuery, 'at' | 'consistency'>,
  { after, reply }: Pick<RequestContext, 'after' | 'reply'>,
): Promise<Moment> => {
  const asked = at === undefined ? undefined : parseAt(at);
  const signal = AbortSignal.timeout(CATCH_UP_MS);
  try {
    if (consistency !== 'eventual') await engine.caughtUp(signal);
    if (after !== undefined) await engine.reads.reached(after, signal);
  } catch (error) {
    if (!signal.aborted) throw error;
    throw new HttpProblem(503, 'not-caught-up', {
      detail: 'the read model is behind; try again',
    });
  }
  const position = asked === undefined ? engine.reads.position : engine.reads.resolve(asked);
  reply.position = position;
  if (asked === undefined) return { position, cluster: engine.world.cluster, world: engine.world };
  return {
    position,
    cluster: engine.reads.directoryAt(position),
    get world() {
      return engine.reads.worldAt(position);
    },
  };
};
