import { type LossesOfRestore } from '#read-models';

import { LongTurns } from '../execution/long-turns.js';
import { type RunningCluster } from '../running-cluster.js';
import { driftSeen, type DriftPair, type DriftSeen } from './drift-state.js';
import { type DriftTrees } from './drift-trees.js';
import { hashPairAhead } from './hash-pair-ahead.js';
import { NO_LOSSES, WouldLose, type LossesByCheckpoint } from './would-lose.js';

/** How a node stands to a stored copy, and the losses of the next online there. */
export type DriftItem = DriftPair & DriftSeen & Readonly<{ losses: LossesOfRestore }>;

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
    this.ahead = wouldLoseIn(cluster, trees, this.turns);
  }

  async of(pair: DriftPair): Promise<DriftItem> {
    await hashPairAhead(this.trees, pair, () => this.turns.pause());
    const { resource, checkpoint, node } = pair;
    const seen = driftSeen(this.trees, pair);
    const id = `${resource} ${node}`;
    const losses = this.known.get(id) ?? (await this.ahead.of(resource, node));
    this.known.set(id, losses);
    return { ...pair, ...seen, losses: losses.get(checkpoint.id) ?? NO_LOSSES };
  }
}

/** The losses of restores in a cluster, found in pieces. */
export const wouldLoseIn = (
  { reads, log }: RunningCluster,
  trees: DriftTrees,
  turns: LongTurns,
): WouldLose =>
  new WouldLose(trees, {
    reads,
    hasKey: async (key) => (await log.sealed(key)) !== undefined,
    pause: () => turns.pause(),
  });
