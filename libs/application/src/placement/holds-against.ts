import { blockingHold, type ClusterView, type GroupId, type Hold, type NodeId } from '#domain';

/** The holds on a node that prevent a restore of a group's checkpoints, each once. */
export const holdsAgainst = (
  clusterState: ClusterView,
  group: GroupId,
  id: NodeId,
): readonly Hold[] => {
  const node = clusterState.presentNode(id);
  if (node === undefined || node.holds.size === 0) return [];
  const found = clusterState
    .openMembers(group)
    .flatMap(([, { checkpoints }]) =>
      [...checkpoints.values()].flatMap(
        ({ effectiveKey }) => blockingHold(effectiveKey, node) ?? [],
      ),
    );
  return [...new Set(found)];
};
