import {
  defaultProvider,
  findContainer,
  moveDeniedBy,
  type ClusterView,
  type CryptoCheckpoint,
  type GroupId,
  type Hold,
  type NodeId,
  type NodeView,
  type OpenResource,
  type RegistryCheckpoint,
  type ResourceId,
} from '#domain';
import { hostObstacles, type Obstacle } from '#processes';
import { hashKey } from '#registry';

import { holdsAgainst } from './holds-against.js';

/** A checkpoint with its resource. */
export type Lacking<Checkpoint> = Readonly<{ resource: ResourceId; checkpoint: Checkpoint }>;

/** How well a node could take a group. */
export type NodeReadiness = Readonly<{
  node: NodeId;
  isOwner: boolean;
  /** The reasons why the group could not be there as a whole; none if it could. */
  obstacles: readonly Obstacle[];
  /** The resource because of which the clobber policy would refuse a move there. */
  deniedBy: ResourceId | undefined;
  /** The holds that would prevent a restore. */
  holds: readonly Hold[];
  /** The keys that the node does not have, and that no capture puts there. */
  missingKeys: readonly Lacking<RegistryCheckpoint>[];
  /** The containers that the node does not have, and that no capture puts there. */
  missingContainers: readonly Lacking<CryptoCheckpoint>[];
}>;

/** How well each node could take a group, in the order in which they were added. */
export const groupReadiness = (
  clusterState: ClusterView,
  group: GroupId,
): readonly NodeReadiness[] => {
  const open = clusterState.openGroup(group);
  const members = clusterState.openMembers(group);
  const owner = open?.owner;
  return clusterState.nodeIds().map((node) => ({
    node,
    isOwner: node === owner,
    obstacles: hostObstacles(clusterState, open ?? NO_MEMBERS, node),
    deniedBy: node === owner ? undefined : moveDeniedBy(clusterState, group, node),
    holds: holdsAgainst(clusterState, group, node),
    missingKeys: members.flatMap((member) => missingKeys(clusterState, node, member)),
    missingContainers: members.flatMap((member) => missingContainers(clusterState, node, member)),
  }));
};

const NO_MEMBERS = { members: new Set<ResourceId>() } as const;

type Member = readonly [ResourceId, OpenResource];

const missingKeys = (
  clusterState: ClusterView,
  node: NodeId,
  [resource, { checkpoints }]: Member,
): NodeReadiness['missingKeys'] =>
  [...checkpoints.values()]
    .filter((found) => !hasKey(found) && !clusterState.hasRegistryKey(node, found.effectiveKey))
    .map((checkpoint) => ({ resource, checkpoint }));

/** The hash of a capture of a key that did not exist. */
const ABSENT_KEY = hashKey(undefined);

const hasKey = ({ captures, hash }: RegistryCheckpoint): boolean =>
  captures > 0 && hash !== ABSENT_KEY;

const missingContainers = (
  clusterState: ClusterView,
  id: NodeId,
  [resource, { crypto }]: Member,
): NodeReadiness['missingContainers'] => {
  const node = clusterState.presentNode(id);
  return [...crypto.values()]
    .filter((found) => node === undefined || isMissing(node, found))
    .map((checkpoint) => ({ resource, checkpoint }));
};

/** True for a container that the node lacks, and that its last capture cannot make there. */
const isMissing = (node: NodeView, checkpoint: CryptoCheckpoint): boolean => {
  if (findContainer(node, checkpoint) !== undefined) return false;
  const hasKeys = typeof checkpoint.keys.at(-1) === 'string';
  return !hasKeys || !hasProvider(node, checkpoint);
};

const hasProvider = (node: NodeView, { type, provider }: CryptoCheckpoint): boolean =>
  provider !== '' || defaultProvider(node, type) !== undefined;
