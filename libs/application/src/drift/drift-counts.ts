import { toPosition } from '#event-store';
import { type NodeId, type OpenResource, type ResourceId } from '#domain';

import { LongTurns } from '../execution/long-turns.js';
import { isCrypto } from '../checkpoints/find-checkpoint.js';
import { possibleOwners } from '../hazards/possible-owners.js';
import { type RunningCluster } from '../running-cluster.js';
import { driftState, type DriftPair, type DriftState } from './drift-state.js';
import { type DriftTrees } from './drift-trees.js';
import { hashPairAhead } from './hash-pair-ahead.js';
import { presentTrees } from './present-trees.js';

/** The number of pairs of a checkpoint and a node in each state. */
export type DriftCounts = Readonly<Record<DriftState, number>>;

const NONE: DriftCounts = { unrestored: 0, missing: 0, different: 0, equal: 0 };

/** The counts of several things together. */
export const sumOf = (all: readonly (DriftCounts | undefined)[]): DriftCounts =>
  all.reduce<DriftCounts>(
    (sum, one = NONE) => ({
      unrestored: sum.unrestored + one.unrestored,
      missing: sum.missing + one.missing,
      different: sum.different + one.different,
      equal: sum.equal + one.equal,
    }),
    NONE,
  );

/** The counts of a cluster, by resource and by node. */
export type DriftTally = Readonly<{
  ofResource: ReadonlyMap<ResourceId, DriftCounts>;
  ofNode: ReadonlyMap<NodeId, DriftCounts>;
}>;

/** The limits of a count; without them, everything is counted. */
type Limits = Readonly<{ most?: number }>;

/**
 * Counts the pairs of all checkpoints and nodes, by hashes alone; undefined if there are more than
 * `most`, or the trees of the moment would have to be read from the file.
 */
export const countDrift = async (
  cluster: Pick<RunningCluster, 'takeTurn'>,
  trees: DriftTrees,
  { most = Infinity }: Limits = {},
): Promise<DriftTally | undefined> => {
  const turns = new LongTurns(cluster);
  const [ofResource, ofNode] = [new Tally<ResourceId>(), new Tally<NodeId>()];
  let count = 0;
  for (const pair of pairsOf(trees)) {
    count += 1;
    if (count > most || isFarAway(trees, pair)) return undefined;
    await hashPairAhead(trees, pair, () => turns.pause());
    const state = driftState(trees, pair);
    ofResource.add(pair.resource, state);
    ofNode.add(pair.node, state);
  }
  return { ofResource: ofResource.counts, ofNode: ofNode.counts };
};

/** The counts of the present cluster together. */
export const presentDrift = async (cluster: RunningCluster): Promise<DriftCounts> => {
  const position = cluster.log.position ?? toPosition(0n);
  const trees = presentTrees(cluster, cluster.state.fork(), position);
  const tally = await countDrift(cluster, trees);
  return sumOf([...(tally?.ofNode.values() ?? [])]);
};

/** True for a tree that takes long to make. */
const isFarAway = (trees: DriftTrees, { checkpoint, node }: DriftPair): boolean =>
  !isCrypto(checkpoint) && trees.isLong?.(node, checkpoint.effectiveKey) === true;

function* pairsOf({ view }: DriftTrees): Iterable<DriftPair> {
  for (const resource of view.resourceIds()) {
    const open = view.openResource(resource);
    if (open === undefined) continue;
    const owners = possibleOwners(view, resource);
    for (const checkpoint of checkpointsIn(open))
      for (const node of owners) yield { resource, checkpoint, node };
  }
}

function* checkpointsIn({ checkpoints, crypto }: OpenResource): Iterable<DriftPair['checkpoint']> {
  yield* checkpoints.values();
  yield* crypto.values();
}

class Tally<Id> {
  private readonly found = new Map<Id, Record<DriftState, number>>();

  get counts(): ReadonlyMap<Id, DriftCounts> {
    return this.found;
  }

  add(id: Id, state: DriftState): void {
    const known = this.found.get(id) ?? { ...NONE };
    known[state] += 1;
    this.found.set(id, known);
  }
}
