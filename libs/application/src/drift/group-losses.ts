import { type CheckpointId, type GroupId, type NodeId, type ResourceId } from '#domain';
import { type LossAhead } from '#read-models';

import { LongTurns } from '../execution/long-turns.js';
import { type RunningCluster } from '../running-cluster.js';
import { mayRunOn } from '../hazards/possible-owners.js';
import { wouldLoseIn } from './drift-items.js';
import { type DriftTrees } from './drift-trees.js';
import { type WouldLose } from './would-lose.js';

/** A place that a group would lose on a node, and the checkpoint whose restore would overwrite it. */
export type GroupLoss = Readonly<{
  resource: ResourceId;
  checkpoint: CheckpointId;
  loss: LossAhead;
}>;

/** The places that a group would lose on a node; `more` if there are others. */
export type GroupLosses = Readonly<{ items: readonly GroupLoss[]; more: boolean }>;

/** The most places of one node. */
const MAX_ITEMS = 100;
/** The approximate length of the places of one node, in characters, at which the list ends. */
const MAX_TEXT = 1024 * 1024;

/** The places that the next online of each resource of a group would lose, by node. */
export const groupLosses = async (
  cluster: RunningCluster,
  trees: DriftTrees,
  group: GroupId,
): Promise<ReadonlyMap<NodeId, GroupLosses>> => {
  const turns = new LongTurns(cluster);
  const ahead = wouldLoseIn(cluster, trees, turns);
  const losses = new Map<NodeId, GroupLosses>();
  for (const node of trees.view.nodeIds()) {
    await turns.pause();
    losses.set(node, await lossesOn(ahead, trees, { group, node }));
  }
  return losses;
};

const lossesOn = async (
  ahead: WouldLose,
  { view }: DriftTrees,
  { group, node }: Readonly<{ group: GroupId; node: NodeId }>,
): Promise<GroupLosses> => {
  const items: GroupLoss[] = [];
  let [size, more] = [0, false];
  for (const [resource, open] of view.openMembers(group)) {
    if (!mayRunOn(open, node)) continue;
    for (const [checkpoint, losses] of await ahead.of(resource, node)) {
      size += losses.size;
      more ||= losses.more;
      items.push(...losses.items.map((loss) => ({ resource, checkpoint, loss })));
    }
    if (items.length > MAX_ITEMS || size > MAX_TEXT)
      return { items: items.slice(0, MAX_ITEMS), more: true };
  }
  return { items, more };
};
