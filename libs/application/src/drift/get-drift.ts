import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';

import { type ClusterView } from '#domain';

import { type AsOf } from '../reading/moment.js';
import { listedResource } from '../reading/listed-things.js';
import { resolveNode } from '../names.js';
import { RunningCluster } from '../running-cluster.js';
import { driftMoment, type DriftMoment } from './drift-moment.js';
import { driftPairs, type DriftFilter } from './drift-pairs.js';
import { DriftItems, type DriftItem } from './drift-items.js';
import { pairId } from './drift-state.js';

/** A page of drift. */
export type DriftPage = Readonly<{
  moment: DriftMoment['moment'];
  view: ClusterView;
  items: readonly DriftItem[];
  /** The place after which the next page begins. */
  next: string | undefined;
}>;

/** Says for each checkpoint and each node on which its resource may run how the node stands to it. */
export class GetDrift extends Query<DriftPage> {
  constructor(
    readonly asOf: AsOf,
    readonly input: Readonly<{
      /** Names or ids. */
      node?: string | undefined;
      resource?: string | undefined;
      checkpoint?: string | undefined;
      limit: number;
      after: string | undefined;
    }>,
  ) {
    super();
  }
}

/** The approximate length of a page, in characters, at which it ends. */
const MAX_TEXT = 8 * 1024 * 1024;

@QueryHandler(GetDrift)
export class GetDriftHandler implements IQueryHandler<GetDrift> {
  constructor(private readonly cluster: RunningCluster) {}

  async execute({ asOf, input }: GetDrift): Promise<DriftPage> {
    const { moment, trees } = await driftMoment(this.cluster, asOf);
    const { view } = trees;
    const drift = new DriftItems(this.cluster, trees);
    const items: DriftItem[] = [];
    let size = 0;
    for (const pair of driftPairs(view, filterOf(view, input), input.after)) {
      if (items.length >= input.limit || size >= MAX_TEXT)
        return { moment, view, items, next: lastOf(items) };
      const item = await drift.of(pair);
      size += item.losses.size;
      items.push(item);
    }
    return { moment, view, items, next: undefined };
  }
}

/** The place of the last item. */
const lastOf = (items: readonly DriftItem[]): string | undefined => {
  const last = items.at(-1);
  return last && pairId(last.checkpoint.id, last.node);
};

const filterOf = (
  view: ClusterView,
  { node, resource, checkpoint }: GetDrift['input'],
): DriftFilter => ({
  node: node === undefined ? undefined : resolveNode(view, node),
  resource: resource === undefined ? undefined : listedResource(view, resource),
  checkpoint,
});
