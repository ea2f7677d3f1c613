import {
  type CheckpointId,
  type ClusterView,
  type CryptoCheckpoint,
  type OpenResource,
  type RegistryCheckpoint,
  type ResourceId,
} from '#domain';

import { isCrypto } from '../checkpoints/find-checkpoint.js';
import { cryptoHazards } from './crypto-hazards.js';
import { type Hazard, type HazardKind } from './hazard.js';
import { HazardSources } from './hazard-sources.js';
import { registryHazards, statedHazards } from './registry-hazards.js';

/** A hazard with the checkpoint that has it. */
export type CheckpointHazard = Hazard &
  Readonly<{
    checkpoint: CheckpointId;
    /** The key or the container, as typed. */
    key: string;
  }>;

/** The hazards of all checkpoints. */
export type ClusterHazards = Readonly<{
  /** By resource. A resource is missing if there were too many hazards before it. */
  of: ReadonlyMap<ResourceId, readonly CheckpointHazard[]>;
  /** The kinds that were not looked for, because the cluster is too large for one answer. */
  unchecked: readonly HazardKind[];
}>;

/** The most keys that one answer looks up in registries: a past registry is in a file. */
const MAX_LOOKUPS = 20_000;
/** The number of hazards at which the search ends: each pair of checkpoints of one key has two. */
const MAX_FOUND = 20_000;

/**
 * The hazards of all checkpoints of some resources, in their order, until 20,000 are found. Each key
 * is looked up on each node if that takes no more than 20,000 lookups; all other hazards follow from
 * the states.
 */
export const clusterHazards = (
  clusterState: ClusterView,
  resources: readonly ResourceId[],
): ClusterHazards => {
  const isWhole = keyCount(clusterState, resources) * clusterState.nodeIds().length <= MAX_LOOKUPS;
  const registry = isWhole ? registryHazards : statedHazards;
  const sources = new HazardSources(clusterState);
  const of = new Map<ResourceId, readonly CheckpointHazard[]>();
  let count = 0;
  for (const id of resources) {
    if (count >= MAX_FOUND) break;
    const found = hazardsAmong(clusterState, id, (checkpoint) =>
      isCrypto(checkpoint)
        ? cryptoHazards(sources, id, checkpoint)
        : registry(sources, id, checkpoint),
    );
    of.set(id, found);
    count += found.length;
  }
  return { of, unchecked: isWhole ? [] : ['missing-key'] };
};

const keyCount = (clusterState: ClusterView, resources: readonly ResourceId[]): number =>
  resources.reduce((sum, id) => sum + (clusterState.openResource(id)?.checkpoints.size ?? 0), 0);

/** The hazards of a resource; none while its group or the owner is being created or is leaving. */
const hazardsAmong = (
  clusterState: ClusterView,
  id: ResourceId,
  hazardsIn: (found: RegistryCheckpoint | CryptoCheckpoint) => readonly Hazard[],
): readonly CheckpointHazard[] => {
  const resource = clusterState.openResource(id);
  if (resource === undefined || !isPlaced(clusterState, resource)) return [];
  return [...resource.checkpoints.values(), ...resource.crypto.values()].flatMap((found) => {
    const key = isCrypto(found) ? found.name : found.key;
    return hazardsIn(found).map((hazard) => ({ ...hazard, checkpoint: found.id, key }));
  });
};

const isPlaced = (clusterState: ClusterView, { group }: OpenResource): boolean => {
  const owner = clusterState.openGroup(group)?.owner;
  return owner !== undefined && clusterState.presentNode(owner) !== undefined;
};
