import { type NodeId, type OpenResource, type ResourceId, type ClusterView } from '#domain';

import { directoryOf, resourceState } from '../names.js';

/** True if a node is a possible owner of a resource. */
export const mayRunOn = ({ properties: { possibleOwners } }: OpenResource, node: NodeId): boolean =>
  possibleOwners === null || possibleOwners.includes(node);

/** The nodes that a resource may run on. */
export const possibleOwners = (
  clusterState: ClusterView,
  resource: ResourceId,
): readonly NodeId[] => {
  const listed = [...directoryOf(clusterState).nodes.keys()].filter(
    (id) => clusterState.presentNode(id) !== undefined,
  );
  const { possibleOwners: owners } = resourceState(clusterState, resource).properties;
  return listed.filter((id) => owners === null || owners.includes(id));
};
