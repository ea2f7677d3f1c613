import {
  type ClusterView,
  type CryptoCheckpoint,
  type GroupId,
  type NodeId,
  type RegistryCheckpoint,
  type ResourceId,
} from '#domain';
import { foldName, isWithin } from '#registry';

import { groupState, nameOf } from '../names.js';
import { isCrypto } from './find-checkpoint.js';

/** A checkpoint with its resource, the group of the resource, and the group's owner. */
export type ListedCheckpoint = Readonly<{
  id: string;
  checkpoint: RegistryCheckpoint | CryptoCheckpoint;
  resource: ResourceId;
  group: GroupId;
  owner: NodeId;
}>;

/** The checkpoints to list; an undefined field admits all. */
export type CheckpointFilter = Readonly<{
  resource?: ResourceId | undefined;
  group?: GroupId | undefined;
  owner?: NodeId | undefined;
  kind?: 'registry' | 'crypto' | undefined;
  /** An effective key: of a checkpoint at, above or below it. */
  key?: string | undefined;
}>;

/** The checkpoints of a cluster, by the name of their resource, then by key. */
export const listCheckpoints = (
  clusterState: ClusterView,
  filter: CheckpointFilter,
): readonly ListedCheckpoint[] =>
  clusterState
    .resourceIds()
    .map((id) => ({ id, folded: foldName(nameOf(clusterState, 'resources', id) ?? id) }))
    .sort((a, b) => order(a.folded, b.folded))
    .flatMap(({ id }) => checkpointsOf(clusterState, id, filter));

const checkpointsOf = (
  clusterState: ClusterView,
  resource: ResourceId,
  filter: CheckpointFilter,
): readonly ListedCheckpoint[] => {
  const state = clusterState.openResource(resource);
  if (state === undefined || !admits(filter.resource, resource)) return [];
  const { group, checkpoints, crypto } = state;
  const { owner } = groupState(clusterState, group);
  if (!admits(filter.group, group) || !admits(filter.owner, owner)) return [];
  return [
    ...[...checkpoints.values()].sort((a, b) => order(foldName(a.key), foldName(b.key))),
    ...[...crypto.values()].sort((a, b) => order(foldName(a.name), foldName(b.name))),
  ]
    .filter((checkpoint) => isWanted(checkpoint, filter))
    .map((checkpoint) => ({ id: checkpoint.id, checkpoint, resource, group, owner }));
};

const admits = (wanted: string | undefined, found: string): boolean =>
  wanted === undefined || wanted === found;

const isWanted = (
  checkpoint: RegistryCheckpoint | CryptoCheckpoint,
  { kind, key }: CheckpointFilter,
): boolean => {
  if (isCrypto(checkpoint)) return kind !== 'registry' && key === undefined;
  if (kind === 'crypto') return false;
  const { effectiveKey } = checkpoint;
  return key === undefined || isWithin(effectiveKey, key) || isWithin(key, effectiveKey);
};

const order = (a: string, b: string): number => {
  if (a === b) return 0;
  return a < b ? -1 : 1;
};
