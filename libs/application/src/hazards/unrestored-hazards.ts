import {
  blockingHold,
  type CryptoCheckpoint,
  type Hold,
  type MissingRestore,
  type OpenResource,
  type NodeView,
  type RegistryCheckpoint,
  type ResourceId,
  type ClusterView,
} from '#domain';

import { groupState, nameOf, nodeState, resourceState } from '../names.js';
import { type Hazard } from './hazard.js';
import { type HazardSources } from './hazard-sources.js';
import { missingRestore } from './missing-restore.js';

type Checkpoint = RegistryCheckpoint | CryptoCheckpoint;

/** The hazards of a checkpoint whose restore is missing, or was missing at a capture. */
export const unrestoredHazards = (
  clusterState: ClusterView,
  resource: ResourceId,
  checkpoint: Checkpoint,
): readonly Hazard[] => {
  const state = resourceState(clusterState, resource);
  return [
    ...unrestoredBase(clusterState, state, checkpoint),
    ...capturedUnrestored(clusterState, checkpoint),
  ];
};

const unrestoredBase = (
  clusterState: ClusterView,
  state: OpenResource,
  checkpoint: Checkpoint,
): readonly Hazard[] => {
  const missing = missingRestore(state, checkpoint.id);
  if (missing === undefined || state.onlineInterval === undefined) return [];
  const node = nameOf(clusterState, 'nodes', state.onlineInterval.node) ?? '';
  return [
    {
      kind: 'unrestored-base',
      detail: `the resource runs on ${node} without the restore of capture ${missing.capture}: ${whyOf(nodeState(clusterState, state.onlineInterval.node), checkpoint, missing)}`,
      remedy: `restore it with POST …/checkpoints/${checkpoint.id}/restore, or keep the content on ${node} with POST …/checkpoints/${checkpoint.id}/recapture`,
      with: node,
    },
  ];
};

const whyOf = (
  node: NodeView,
  checkpoint: Checkpoint,
  { cause, reason }: MissingRestore,
): string => {
  const isFree =
    cause === 'held' &&
    'effectiveKey' in checkpoint &&
    blockingHold(checkpoint.effectiveKey, node) === undefined;
  return isFree ? `restore now possible: the hold is released (${reason})` : reason;
};

/** The stored copy holds content that was never restored as a whole. */
const capturedUnrestored = (
  clusterState: ClusterView,
  { id, captures, falseCaptures, overUnrestored }: Checkpoint,
): readonly Hazard[] => {
  const last = falseCaptures.at(-1);
  if (last !== undefined)
    return [
      {
        kind: 'captured-unrestored',
        detail: `${named(falseCaptures)} of a key that was not restored: the stored copy may hold stale content`,
        remedy: `look at the captures before, and put one back with POST …/checkpoints/${id}/restore { "capture": ${Math.max(1, last - 1)} }`,
        with: null,
      },
    ];
  if (overUnrestored === undefined) return [];
  const node = nameOf(clusterState, 'nodes', overUnrestored.node) ?? overUnrestored.node;
  return [
    {
      kind: 'captured-unrestored',
      detail: `capture ${captures} merges edits on ${node} into an earlier capture, because its restore there was missing: this content never stood on a node as a whole`,
      remedy: 'compare the capture with the one before',
      with: node,
    },
  ];
};

const named = (numbers: readonly number[]): string =>
  numbers.length === 1 ? `capture ${String(numbers[0])} is` : `captures ${numbers.join(', ')} are`;

/** The hazard of a destination where the key could not be restored. */
export const destinationsHeld = (
  { clusterState, heldNodes }: HazardSources,
  resource: ResourceId,
  { effectiveKey }: RegistryCheckpoint,
): readonly Hazard[] => {
  const { group, properties } = resourceState(clusterState, resource);
  const { owner } = groupState(clusterState, group);
  return heldNodes
    .filter(([id]) => id !== owner && (properties.possibleOwners?.includes(id) ?? true))
    .flatMap(([id, node]): readonly Hazard[] => {
      const held = blockingHold(effectiveKey, node);
      return held === undefined ? [] : [heldThere(held, nameOf(clusterState, 'nodes', id) ?? id)];
    });
};

const heldThere = ({ holder, key }: Hold, node: string): Hazard => ({
  kind: 'destination-held',
  detail: `${holder} holds ${key} open on ${node}: a move there could not restore the key`,
  remedy: 'stop that program before the move',
  with: node,
});
