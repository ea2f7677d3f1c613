import { directoryOf } from '#application';
import {
  type Cluster,
  type ClusterView,
  type GroupEntry,
  type GroupId,
  type NodeId,
  type ResourceEntry,
} from '#domain';

/** By directory, which is a new value after each of its events. */
const MEMBERS = new WeakMap<Cluster, ReadonlyMap<GroupId, readonly ResourceEntry[]>>();

const byGroup = (cluster: Cluster): ReadonlyMap<GroupId, readonly ResourceEntry[]> => {
  const known = MEMBERS.get(cluster);
  if (known !== undefined) return known;
  const made = Map.groupBy(directoryOf({ cluster }).resources.values(), ({ group }) => group);
  MEMBERS.set(cluster, made);
  return made;
};

/** The resources that are there and that the directory lists under a group. */
export const membersOf = (clusterState: ClusterView, group: GroupId): readonly ResourceEntry[] =>
  (byGroup(clusterState.cluster).get(group) ?? []).filter(
    ({ id }) => clusterState.resource(id).status !== 'closed',
  );

/** The groups between the two events of their creation. */
export const openingGroups = (clusterState: ClusterView): readonly GroupEntry[] =>
  [...directoryOf(clusterState).groups.values()].filter(
    ({ id }) => clusterState.group(id).status === 'absent',
  );

/** The owner of a group; undefined if there is no such group. */
export const ownerOf = (clusterState: ClusterView, group: GroupId): NodeId | undefined =>
  clusterState.openGroup(group)?.owner ?? directoryOf(clusterState).groups.get(group)?.owner;
