import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';

import { streamName } from '#domain';
import { type ValueVersion, type VersionCursor } from '#read-models';
import { effectiveKey, parseKey, type RegistryView } from '#registry';

import { resolveEver } from '../names.js';
import { momentOf, type AsOf, type Moment } from '../reading/moment.js';
import { RunningCluster } from '../running-cluster.js';

/** A page of versions. */
export type VersionPage = Readonly<{
  moment: Moment;
  items: readonly ValueVersion[];
  /** Cursor of the page after this one. */
  next: VersionCursor | undefined;
}>;

/** Lists every version of the values at and below a key, newest first. */
export class ListValueVersions extends Query<VersionPage> {
  constructor(
    readonly asOf: AsOf,
    readonly input: Readonly<{
      node: string;
      key: string;
      view: RegistryView;
      /** Selects the versions of one value. */
      name?: string | undefined;
      limit: number;
      after?: VersionCursor | undefined;
    }>,
  ) {
    super();
  }
}

@QueryHandler(ListValueVersions)
export class ListValueVersionsHandler implements IQueryHandler<ListValueVersions> {
  constructor(private readonly cluster: RunningCluster) {}

  async execute({ asOf, input }: ListValueVersions): Promise<VersionPage> {
    const moment = await momentOf(this.cluster, asOf);
    const { name, limit, after } = input;
    const node = resolveEver(moment, 'nodes', input.node);
    this.cluster.reads.parked.assertAnswerable({
      stream: streamName(this.cluster.name, 'node', node),
    });
    const key = effectiveKey(parseKey(input.key), input.view);
    const { items, isLast } = this.cluster.reads.valueHistory(
      { node, key, ...(name !== undefined && { name }) },
      { limit, after, at: Number(moment.position) },
    );
    const last = isLast ? undefined : items.at(-1);
    const next = last && { since: Number(last.since), place: last.place };
    return { moment, items, next };
  }
}
