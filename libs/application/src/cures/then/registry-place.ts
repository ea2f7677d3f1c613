import { cureChanges, type NodeId, type PresentNode } from '#domain';
import { type TreeAt } from '#read-models';
import {
  applyChanges,
  emptyTree,
  findKey,
  foldName,
  getValue,
  hashKey,
  isWithin,
  treeWith,
  type RegistryChange,
  type RegistryKey,
  type RegistryTree,
} from '#registry';

import { projected } from '../../reading/moment.js';
import { type RunningCluster } from '../../running-cluster.js';
import { type CureData } from '../cure-part.js';

/** A place of a node's registry: a value, or a key with everything below it. */
export type Place = Readonly<{ node: NodeId; key: string; name: string | undefined }>;

/**
 * The place as it was at a moment: a key in a tree with this key alone, which for a value has at most
 * this value.
 */
export type PlaceThen = Place & Readonly<{ then: RegistryKey | undefined }>;

/**
 * Reads a place of a node at a position. A key shares with the present one what is equal, so that
 * their comparison costs what differs.
 */
export const placeAt = async (
  cluster: RunningCluster,
  place: Place,
  position: bigint,
): Promise<PlaceThen> => {
  const { reads } = cluster;
  const { node, key, name } = place;
  if (name !== undefined) {
    const value = reads.registry.changeAt({ node, key, name }, Number(position))?.version.value;
    const change: RegistryChange | undefined = value && { op: 'set', key, name, value };
    return { ...place, then: change && findKey(applyChanges(emptyTree, [change]), key) };
  }
  const later = await presentTree(cluster, node);
  const tree = reads.trees.at({ node, key }, Number(position), later);
  return { ...place, then: findKey(tree, key) };
};

/** The registry that the fold has now, once the read model is as far. */
const presentTree = async (cluster: RunningCluster, node: NodeId): Promise<TreeAt | undefined> => {
  const { state, log } = cluster;
  const tree = state.presentNode(node)?.registry;
  const { position } = log;
  if (tree === undefined || position === undefined) return undefined;
  await projected(cluster, position);
  return { tree, at: Number(position) };
};

/** The part of a registry that a place is: for a value, its key with this value alone. */
export const partOf = (registry: RegistryTree, { key, name }: Place): RegistryKey | undefined => {
  const found = findKey(registry, key);
  if (name === undefined || found === undefined) return found;
  const value = getValue(found, name);
  const only: readonly RegistryChange[] =
    value === undefined ? [] : [{ op: 'set', key, name, value }];
  return findKey(applyChanges(emptyTree, only), key);
};

/** The change of a node's registry that brings a place back. */
export const changeOf = ({ key, name, then }: PlaceThen): Pick<CureData, 'targets' | 'changes'> => {
  if (name === undefined) return { targets: [{ key, content: then }], changes: [] };
  const value = then && getValue(then, name);
  const change: RegistryChange =
    value === undefined ? { op: 'delete-value', key, name } : { op: 'set', key, name, value };
  return { targets: [], changes: [change] };
};

/** A stored copy after a place in it is brought back. */
export const copyAfter = (
  copy: RegistryKey | undefined,
  effectiveKey: string,
  place: PlaceThen,
): RegistryKey | undefined => {
  if (place.name === undefined && isWithin(effectiveKey, place.key))
    return belowOf(place, effectiveKey);
  const before = treeWith(effectiveKey, copy);
  return findKey(applyChanges(before, cureChanges(before, changeOf(place))), effectiveKey);
};

/** The key in the tree of a place that contains it. */
const belowOf = ({ key, then }: PlaceThen, effectiveKey: string): RegistryKey | undefined => {
  if (foldName(effectiveKey) === foldName(key)) return then;
  return then && findKey(then, key === '' ? effectiveKey : effectiveKey.slice(key.length + 1));
};

/** A hash of a place as it is in a registry. */
export const placeHash = ({ registry }: PresentNode, place: Place): string =>
  hashKey(partOf(registry, place));
