import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';

import { type ClusterView } from '#domain';
import { type LossesOfRestore } from '#read-models';

import { type AsOf } from '../reading/moment.js';
import { listedResource } from '../reading/listed-things.js';
import { resolveNode } from '../names.js';
import { RunningCluster } from '../running-cluster.js';
import { LongTurns } from '../execution/long-turns.js';
import { driftMoment, type DriftMoment } from './drift-moment.js';
import { driftPairs, pairId, type DriftFilter } from './drift-pairs.js';
import { driftSeen, type DriftPair, type DriftSeen } from './drift-state.js';
import { type DriftTrees } from './drift-trees.js';
import { WouldLose, type LossesByCheckpoint } from './would-lose.js';

/** How a node stands to a stored copy, and the losses of the next online there. */
export type DriftItem = DriftPair & DriftSeen & Readonly<{ losses: LossesOfRestore }>;

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
  return last && pairId(last);
};

const filterOf = (
  view: ClusterView,
  { node, resource, checkpoint }: GetDrift['input'],
): DriftFilter => ({
  node: node === undefined ? undefined : resolveNode(view, node),
  resource: resource === undefined ? undefined : listedResource(view, resource),
  checkpoint,
});

/** Makes the items of one answer, and lets other questions go on meanwhile. */
export class DriftItems {
  private readonly ahead: WouldLose;
  /** The losses of one resource on one node, which its checkpoints share. */
  private readonly known = new Map<string, LossesByCheckpoint>();
  private readonly turns: LongTurns;

  constructor(
    cluster: RunningCluster,
    private readonly trees: DriftTrees,
  ) {
    this.turns = new LongTurns(cluster);
    this.ahead = new WouldLose(trees, {
      reads: cluster.reads,
      hasKey: async (key) => (await cluster.log.sealed(key)) !== undefined,
      pause: () => this.turns.pause(),
    });
  }

  async of(pair: DriftPair): Promise<DriftItem> {
    await this.turns.pause();
    const { resource, checkpoint, node } = pair;
    const seen = driftSeen(this.trees, pair);
    const id = `${resource} ${node}`;
    const losses = this.known.get(id) ?? (await this.ahead.of(resource, node));
    this.known.set(id, losses);
    return { ...pair, ...seen, losses: losses.get(checkpoint.id) ?? NO_LOSSES };
  }
}

/** The losses of a checkpoint that is not restored. */
const NO_LOSSES: LossesOfRestore = { items: [], more: false, size: 0 };
