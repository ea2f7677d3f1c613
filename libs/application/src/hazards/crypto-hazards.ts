import {
  defaultProvider,
  findContainer,
  type CryptoCheckpoint,
  type NodeId,
  type ResourceId,
  type ClusterView,
} from '#domain';

import { groupState, nameOf, nodeState, resourceState } from '../names.js';
import { HazardSources } from './hazard-sources.js';
import { possibleOwners } from './possible-owners.js';
import { type Hazard } from './hazard.js';
import { unrestoredHazards } from './unrestored-hazards.js';

/** The hazards of a crypto checkpoint. */
export const cryptoHazardsOf = (
  clusterState: ClusterView,
  resource: ResourceId,
  checkpoint: CryptoCheckpoint,
): readonly Hazard[] => cryptoHazards(new HazardSources(clusterState), resource, checkpoint);

/** The same for one of many checkpoints. */
export const cryptoHazards = (
  sources: HazardSources,
  resource: ResourceId,
  checkpoint: CryptoCheckpoint,
): readonly Hazard[] => [
  ...differingDefaults(sources.clusterState, resource, checkpoint),
  ...unexportableKeys(sources.clusterState, resource, checkpoint),
  ...clobbers(sources, resource, checkpoint),
  ...unrestoredHazards(sources.clusterState, resource, checkpoint),
];

const differingDefaults = (
  clusterState: ClusterView,
  resource: ResourceId,
  { type, provider }: CryptoCheckpoint,
): readonly Hazard[] => {
  if (provider !== '') return [];
  const found = possibleOwners(clusterState, resource).map((id) =>
    defaultProvider(nodeState(clusterState, id), type),
  );
  const different = [...new Set(found)];
  if (different.length <= 1) return [];
  return [
    {
      kind: 'default-provider',
      detail: `type ${type} has different default providers on the possible owners: ${different.map((name) => name ?? 'none').join(', ')}`,
      remedy: 'name the provider in the checkpoint',
      with: null,
    },
  ];
};

const ownerOf = (clusterState: ClusterView, resource: ResourceId): NodeId =>
  groupState(clusterState, resourceState(clusterState, resource).group).owner;

/**
 * The hazard of keys that were stored after the checkpoint was added and may not leave the node.
 */
const unexportableKeys = (
  clusterState: ClusterView,
  resource: ResourceId,
  checkpoint: CryptoCheckpoint,
): readonly Hazard[] => {
  const owner = ownerOf(clusterState, resource);
  if (findContainer(nodeState(clusterState, owner), checkpoint)?.exportable !== false) return [];
  const node = nameOf(clusterState, 'nodes', owner) ?? owner;
  return [
    {
      kind: 'not-exportable',
      detail: `the keys on ${node}, the owner, are not exportable: they are not captured`,
      remedy: 'store them as exportable, or delete the checkpoint',
      with: node,
    },
  ];
};

const clobbers = (
  { clusterState, claims }: HazardSources,
  resource: ResourceId,
  checkpoint: CryptoCheckpoint,
): readonly Hazard[] => {
  const node = nodeState(clusterState, ownerOf(clusterState, resource));
  const others = claims.othersOn(node, resource, checkpoint).map((other) => other.resource);
  return [...new Set(others)].map((other) =>
    clobber(nameOf(clusterState, 'resources', other) ?? other),
  );
};

const clobber = (name: string): Hazard => ({
  kind: 'clobber',
  detail: `${name} checkpoints the same key container: each failover overwrites the other's keys`,
  remedy: 'use a different container for each instance',
  with: name,
});
