import {
  blockingHold,
  type ClusterView,
  type Hold,
  type NodeId,
  type RegistryCheckpoint,
  type ResourceId,
} from '#domain';

import { type HazardSources } from '../hazards/hazard-sources.js';
import { missingRestore } from '../hazards/missing-restore.js';
import { mayRunOn } from '../hazards/possible-owners.js';
import { shownName } from '../names.js';
import { release } from '../remedies/remedy.js';
import { type AttentionItem } from './item.js';

/**
 * The holds that prevent the restore of a checkpoint on a node where its resource may run. A hold is
 * critical if a restore is missing there because of it.
 */
export const heldItems = ({ clusterState, heldNodes }: HazardSources): readonly AttentionItem[] =>
  heldNodes.flatMap(([id, { holds }]) =>
    [...holds.values()].flatMap((hold) => heldItem(clusterState, id, hold) ?? []),
  );

const heldItem = (clusterState: ClusterView, id: NodeId, hold: Hold): AttentionItem | undefined => {
  const prevented = preventedBy(clusterState, id, hold);
  const [first] = prevented;
  if (first === undefined) return undefined;
  const node = shownName(clusterState, 'nodes', id);
  const { key, holder } = hold;
  const resource = shownName(clusterState, 'resources', first.resource);
  return {
    severity: prevented.some(({ isMissing }) => isMissing) ? 'critical' : 'warning',
    kind: 'held',
    thing: { kind: 'hold', id, name: key, resource, node },
    since: clusterState.causes.ofPart(id, { held: key }),
    detail: `${holder} holds ${key} open on ${node}: a checkpoint of ${resource} cannot be restored there`,
    remedy: release({ holder, node, key }),
  };
};

type Prevented = Readonly<{ resource: ResourceId; isMissing: boolean }>;

const preventedBy = (clusterState: ClusterView, id: NodeId, hold: Hold): readonly Prevented[] =>
  clusterState.overlapping(hold.key).flatMap(({ resource, checkpoint }): readonly Prevented[] => {
    const open = clusterState.openResource(resource);
    if (open === undefined || !isPrevented(open.checkpoints.get(checkpoint), hold)) return [];
    const isMissing =
      open.onlineInterval?.node === id && missingRestore(open, checkpoint) !== undefined;
    return isMissing || mayRunOn(open, id) ? [{ resource, isMissing }] : [];
  });

const isPrevented = (checkpoint: RegistryCheckpoint | undefined, hold: Hold): boolean =>
  checkpoint !== undefined &&
  blockingHold(checkpoint.effectiveKey, { holds: new Map([[hold.key, hold]]) }) !== undefined;
