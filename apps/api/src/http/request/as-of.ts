import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsString } from 'class-validator';

import {
  momentOf as momentIn,
  ResolvedTags,
  stateOf,
  type AsOf,
  type Moment,
  type RunningCluster,
} from '#application';
import { type ClusterView } from '#domain';

import { Optional } from './optional.js';
import { type RequestContext } from './request.js';

/** The forms of a moment, for the descriptions of parameters. */
export const MOMENT_FORMS = 'a position, an instant (RFC 3339 with offset) or a tag';

/** The query of every read: the moment, and the consistency. */
export class AsOfQuery {
  @ApiPropertyOptional({ description: 'A position, an instant (RFC 3339 with offset) or a tag' })
  @Optional()
  @IsString()
  readonly at?: string;

  @ApiPropertyOptional({ enum: ['strong', 'eventual'] })
  @Optional()
  @IsIn(['strong', 'eventual'])
  readonly consistency?: 'strong' | 'eventual';
}

type Asked = Pick<AsOf, 'at' | 'consistency' | 'tags'>;
type Context = Pick<RequestContext, 'after' | 'reply'>;

/** The moment and the consistency that a request asks for. */
export const asOf = (
  { at, consistency }: Asked,
  { after }: Pick<RequestContext, 'after'>,
): AsOf => ({
  at,
  consistency,
  after,
  tags: new ResolvedTags(),
});

/** The moment that a read asks for. It is also put into the reply's headers. */
export const momentOf = async (
  cluster: RunningCluster,
  { at, consistency, tags }: Asked,
  { after, reply }: Context,
): Promise<Moment> => {
  const moment = await momentIn(cluster, { at, consistency, after, tags });
  noteIn(reply, moment);
  return moment;
};

/** Every aggregate at that moment. */
export const clusterStateOf = async (
  cluster: RunningCluster,
  query: Asked,
  context: Context,
): Promise<ClusterView> => (await datedStateOf(cluster, query, context)).clusterState;

/** The same, with its time in milliseconds since 1970. */
export const datedStateOf = async (
  cluster: RunningCluster,
  { at, consistency, tags }: Asked,
  { after, reply }: Context,
): Promise<Readonly<{ clusterState: ClusterView; now: number }>> => {
  const { state, now, ...moment } = await stateOf(cluster, { at, consistency, after, tags });
  noteIn(reply, moment);
  return { clusterState: state, now };
};

/** Puts the moment of an answer into the reply's headers. */
export const noteIn = (
  reply: RequestContext['reply'],
  { position, stamp, age }: Pick<Moment, 'position' | 'stamp' | 'age'>,
): void => {
  Object.assign(reply, { position, ...stamp });
  if (age !== undefined) reply.age = age;
};
