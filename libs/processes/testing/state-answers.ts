import { toDomainEvent, type CheckpointId, type ClusterState } from '#domain';
import { type Recorded } from '#event-store';
import { hashKey } from '#registry';

/** Folds events of the cluster `test` into a state. */
export const apply = (clusterState: ClusterState, log: readonly Recorded[]): ClusterState => {
  for (const recorded of log) {
    const domainEvent = toDomainEvent('test', recorded);
    if (domainEvent !== undefined) clusterState.apply(domainEvent);
  }
  return clusterState;
};

/** All answers of a cluster state, in a form that can be compared. */
export const answers = (clusterState: ClusterState): unknown => {
  const { cluster, nodes, groups, resources, revisions, causes } = clusterState.freeze();
  const checkpoints = resources.flatMap(([, resource]) =>
    resource.status === 'open' ? [...resource.checkpoints.values()] : [],
  );
  const contentOf = (id: CheckpointId): unknown => {
    const content = clusterState.content(id);
    return content?.key === 'unknown' ? 'unknown' : [content?.number, hashKey(content?.key)];
  };
  return {
    cluster,
    groups,
    revisions: revisions.toSorted(),
    causes: [new Map(causes.last), new Map(causes.parts)],
    nodes: nodes.map(([id, node]) =>
      node.status === 'present' ? [id, { ...node, registry: hashKey(node.registry) }] : id,
    ),
    owned: nodes.map(([id]) => clusterState.groupsOn(id)),
    resources: resources.map(([id, resource]) => [id, resource, clusterState.onlineAt(id)]),
    checkpoints: checkpoints.map(({ id, effectiveKey }) => [
      contentOf(id),
      clusterState.intervals.closingHash(id),
      clusterState.clobber(id),
      clusterState.overlapping(effectiveKey),
    ]),
  };
};
