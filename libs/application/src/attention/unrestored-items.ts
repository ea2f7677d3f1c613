import {
  blockingHold,
  defaultProvider,
  findContainer,
  type CryptoCheckpoint,
  type MissingRestore,
  type NodeId,
  type NodeView,
  type OpenResource,
  type RegistryCheckpoint,
  type ClusterView,
  type ResourceId,
} from '#domain';

import { missingRestores } from '../hazards/missing-restore.js';
import { shownName } from '../names.js';
import {
  deleteCheckpoint,
  keepLive,
  release,
  restoreOnline,
  setProvider,
  type Remedy,
} from '../remedies/remedy.js';
import { type AttentionItem } from './item.js';

/** A checkpoint whose restore is missing on a node where its resource runs. */
type Missing = Readonly<{
  resource: string;
  checkpoint: string;
  key: string;
  node: string;
  on: NodeView;
  restore: MissingRestore;
}>;

/** The checkpoints of a resource whose restore is missing while the resource is online. */
export const unrestoredItems = (
  clusterState: ClusterView,
  id: ResourceId,
  resource: OpenResource,
): readonly AttentionItem[] => {
  const { onlineInterval } = resource;
  const missing = onlineInterval === undefined ? [] : missingRestores(resource);
  if (onlineInterval === undefined || missing.length === 0) return [];
  return missing.flatMap(([checkpoint, restore]): readonly AttentionItem[] => {
    const found = resource.checkpoints.get(checkpoint) ?? resource.crypto.get(checkpoint);
    const on = clusterState.presentNode(onlineInterval.node);
    if (found === undefined || on === undefined) return [];
    const names = namesOf(clusterState, id, onlineInterval.node);
    const key = 'effectiveKey' in found ? found.key : found.name;
    const lacking: Missing = { ...names, checkpoint, key, on, restore };
    return [
      {
        severity: 'critical',
        kind: 'unrestored',
        thing: { kind: 'checkpoint', id: checkpoint, name: key, ...names },
        since: clusterState.unrestored.get(checkpoint)?.failed,
        detail: `${names.resource} runs on ${names.node} without the restore of capture ${restore.capture}: ${restore.reason}`,
        remedy:
          'effectiveKey' in found
            ? ofKey(lacking, found)
            : ofContainer(clusterState, lacking, found),
      },
    ];
  });
};

const namesOf = (
  clusterState: ClusterView,
  id: ResourceId,
  node: NodeId,
): Readonly<{ resource: string; node: string }> => ({
  resource: shownName(clusterState, 'resources', id),
  node: shownName(clusterState, 'nodes', node),
});

/** A key that is still held open can't be restored before its release. */
const ofKey = (missing: Missing, { effectiveKey }: RegistryCheckpoint): Remedy => {
  const held = blockingHold(effectiveKey, missing.on);
  return held === undefined
    ? restoreOnline(missing)
    : release({ holder: held.holder, node: missing.node, key: held.key });
};

/**
 * Where a type has no default provider, that of the node with the capture is the right one. Erased
 * keys are gone for good: those on the node take their place, or there are none.
 */
const ofContainer = (
  clusterState: ClusterView,
  missing: Missing,
  checkpoint: CryptoCheckpoint,
): Remedy => {
  const { on, restore, node } = missing;
  const { type, provider, source } = checkpoint;
  if (restore.cause === 'key-erased')
    return findContainer(on, checkpoint)?.exportable === true
      ? keepLive(missing)
      : deleteCheckpoint(missing, ': its key material was erased');
  if (provider !== '' || defaultProvider(on, type) !== undefined) return restoreOnline(missing);
  const from = clusterState.presentNode(source.node);
  const known = from && defaultProvider(from, type);
  return known === undefined
    ? deleteCheckpoint(missing, ', and add it again with the name of its provider')
    : setProvider({ node, type, provider: known });
};
