import { type GroupId, type RegistryCheckpoint, type ResourceId, type ClusterView } from '#domain';
import { isSharedKey, isWithin, mentionsWow6432Node } from '#registry';

import { nameOf, resourceState } from '../names.js';
import { cryptoHazardsOf } from './crypto-hazards.js';
import { type Hazard } from './hazard.js';
import { HazardSources } from './hazard-sources.js';
import { possibleOwners } from './possible-owners.js';
import { destinationsHeld, unrestoredHazards } from './unrestored-hazards.js';

/** The hazards of a registry checkpoint. */
export const hazardsOf = (
  clusterState: ClusterView,
  resource: ResourceId,
  checkpoint: RegistryCheckpoint,
): readonly Hazard[] => {
  const sources = new HazardSources(clusterState);
  return registryHazards(sources, resource, checkpoint);
};

/** The same for one of many checkpoints. */
export const registryHazards = (
  sources: HazardSources,
  resource: ResourceId,
  checkpoint: RegistryCheckpoint,
): readonly Hazard[] => [
  ...statedHazards(sources, resource, checkpoint),
  ...missingKeys(sources.clusterState, resource, checkpoint),
];

/** The hazards that follow from the states alone, without a look into registries. */
export const statedHazards = (
  sources: HazardSources,
  resource: ResourceId,
  checkpoint: RegistryCheckpoint,
): readonly Hazard[] => [
  ...clobbers(sources.clusterState, resource, checkpoint),
  ...nestedKeys(sources.clusterState, resource, checkpoint),
  ...reservedKey(checkpoint),
  ...missingCapture(checkpoint),
  ...destinationsHeld(sources, resource, checkpoint),
  ...unrestoredHazards(sources.clusterState, resource, checkpoint),
];

/** A hazard, the name of its resource, and the key of its checkpoint as typed. */
export type PlacedHazard = Hazard & Readonly<{ resource: string; key: string }>;

/** The hazards of all checkpoints of a group's resources. */
export const groupHazards = (clusterState: ClusterView, id: GroupId): readonly PlacedHazard[] =>
  clusterState.openMembers(id).flatMap(([member, { checkpoints, crypto }]) => {
    const resource = nameOf(clusterState, 'resources', member) ?? member;
    const placed = (key: string, hazards: readonly Hazard[]): readonly PlacedHazard[] =>
      hazards.map((hazard) => ({ ...hazard, resource, key }));
    return [
      ...[...checkpoints.values()].flatMap((found) =>
        placed(found.key, hazardsOf(clusterState, member, found)),
      ),
      ...[...crypto.values()].flatMap((found) =>
        placed(found.name, cryptoHazardsOf(clusterState, member, found)),
      ),
    ];
  });

/**
 * The key is missing on a possible owner. A restore creates it there, but a person who starts the
 * application by hand before that finds none.
 */
const missingKeys = (
  clusterState: ClusterView,
  resource: ResourceId,
  { effectiveKey }: RegistryCheckpoint,
): readonly Hazard[] =>
  possibleOwners(clusterState, resource)
    .filter((id) => !clusterState.hasRegistryKey(id, effectiveKey))
    .map((id) => {
      const node = nameOf(clusterState, 'nodes', id) ?? id;
      return {
        kind: 'missing-key',
        detail: `the key does not exist on ${node}, a possible owner`,
        remedy: 'install the application there, or take the node off the possible owners',
        with: node,
      };
    });

/** A checkpoint that was added before its key existed has no capture until the key changes. */
const missingCapture = ({ captures }: RegistryCheckpoint): readonly Hazard[] =>
  captures > 0
    ? []
    : [
        {
          kind: 'no-capture',
          detail: 'nothing is captured yet: a move to another node takes no data there',
          remedy: 'create the key while the resource is online, or recapture it',
          with: null,
        },
      ];

const clobbers = (
  clusterState: ClusterView,
  resource: ResourceId,
  { effectiveKey }: RegistryCheckpoint,
): readonly Hazard[] => {
  const others = new Set(clusterState.overlapping(effectiveKey).map((ref) => ref.resource));
  others.delete(resource);
  return [...others].map((id) => {
    const other = nameOf(clusterState, 'resources', id) ?? id;
    return {
      kind: 'clobber',
      detail: `${other} checkpoints the same key, one above it or one below it: each failover overwrites the other's data`,
      remedy: 'use a different key name for each instance',
      with: other,
    };
  });
};

const nestedKeys = (
  clusterState: ClusterView,
  resource: ResourceId,
  { id, effectiveKey }: RegistryCheckpoint,
): readonly Hazard[] =>
  [...resourceState(clusterState, resource).checkpoints.values()]
    .filter(
      (other) =>
        other.id !== id &&
        (isWithin(other.effectiveKey, effectiveKey) || isWithin(effectiveKey, other.effectiveKey)),
    )
    .map((other) => ({
      kind: isTwin(other, effectiveKey) ? 'shared-key-twin' : 'nested',
      detail: `${other.key} of the same resource covers the same values`,
      remedy: 'keep one of the two',
      with: other.key,
    }));

const isTwin = (other: RegistryCheckpoint, effectiveKey: string): boolean =>
  isSharedKey(other.key) &&
  isWithin(other.effectiveKey, effectiveKey) &&
  isWithin(effectiveKey, other.effectiveKey);

const reservedKey = ({ key }: RegistryCheckpoint): readonly Hazard[] =>
  mentionsWow6432Node(key)
    ? [
        {
          kind: 'wow6432node',
          detail: 'Wow6432Node is reserved and is not redirected again',
          remedy: 'type the path of the 32-bit view, with the 32-bit code',
          with: null,
        },
      ]
    : [];
