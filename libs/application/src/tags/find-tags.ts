import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';

import { ClusterError } from '#clusapi';
import { streamName, type Tag } from '#domain';
import { type Recorded } from '#event-store';
import { itemOf, itemsOf } from '#registry';

import { directoryOf } from '../names.js';
import { momentOf, type AsOf, type Moment } from '../reading/moment.js';
import { RunningCluster } from '../running-cluster.js';

/** A tag with its events. */
export type FoundTag = Readonly<{
  tag: Tag;
  /** The event that it names. */
  tagged: Recorded | undefined;
  /** The event that set it. */
  set: Recorded | undefined;
}>;

/** The tags of a moment, by name. */
export type TagsThen = Readonly<{
  moment: Moment;
  tags: readonly Tag[];
  /** A tag with its events. */
  find: (tag: Tag) => FoundTag;
}>;

/**
 * The tags as they were set at a moment.
 *
 * @param input the name of the only tag to find; undefined for all
 */
export class FindTags extends Query<TagsThen> {
  constructor(
    readonly asOf: AsOf,
    readonly input: Readonly<{ tag?: string }>,
  ) {
    super();
  }
}

@QueryHandler(FindTags)
export class FindTagsHandler implements IQueryHandler<FindTags> {
  constructor(private readonly cluster: RunningCluster) {}

  /** @throws ClusterError ERROR_FILE_NOT_FOUND for a tag that does not exist */
  async execute({ asOf, input: { tag: name } }: FindTags): Promise<TagsThen> {
    const moment = await momentOf(this.cluster, asOf);
    const { reads } = this.cluster;
    const { tags: all } = directoryOf({ cluster: reads.directoryAt(moment.position) });
    const tags = name === undefined ? itemsOf(all) : [itemOf(all, name) ?? noSuchTag(name)];
    return { moment, tags, find: (tag) => foundTag(this.cluster, tag) };
  }
}

/** @throws ClusterError ERROR_FILE_NOT_FOUND */
export const noSuchTag = (name: string): never => {
  throw new ClusterError('ERROR_FILE_NOT_FOUND', `no such tag: ${name}`);
};

/** A tag with its events, which the read model has. */
export const foundTag = ({ name, reads: { events } }: RunningCluster, tag: Tag): FoundTag => {
  const eventAt = (stream: string, revision: number): Recorded | undefined => {
    const position = events.positionOf(stream, revision);
    return position && events.at(Number(position));
  };
  const { stream, revision, setAt } = tag;
  const tagged = eventAt(stream, revision);
  return { tag, tagged, set: eventAt(streamName(name, 'cluster', name), setAt) };
};
