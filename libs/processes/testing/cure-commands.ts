import {
  cureChanges,
  isUnrestored,
  type CheckpointId,
  type CopyContent,
  type CuredCopy,
  type CureTarget,
  type DataOf,
  type GroupId,
  type NodeCommand,
  type NodeId,
  type ResourceId,
} from '#domain';
import { type CommandEnvelope } from '#processes';
import { type RegistryChange, type RegistryKey } from '#registry';

import { type SimulatedCluster } from './simulated-cluster.js';

/** The checkpoint to cure, and the node that owns its group. */
export type Cured = Readonly<{
  node: NodeId;
  group: GroupId;
  resource: ResourceId;
  checkpoint: CheckpointId;
}>;

/** Makes the live key of a checkpoint equal to a content; its stored copy follows. */
export const cureLive = (
  cluster: SimulatedCluster,
  of: Cured,
  content: RegistryKey | undefined,
): CommandEnvelope => {
  const { clusterState } = cluster;
  const resource = clusterState.openResource(of.resource);
  const known = resource?.checkpoints.get(of.checkpoint);
  const registry = clusterState.presentNode(of.node)?.registry;
  if (resource === undefined || known === undefined || registry === undefined)
    throw new Error('there is the checkpoint');
  const targets = [{ key: known.effectiveKey, content }];
  const isSame = cureChanges(registry, { targets, changes: [] }).length === 0;
  const copies: readonly CopyContent[] = isSame && !isUnrestored(known, resource) ? [] : ['live'];
  return cureOf(cluster, of, { targets, copies });
};

/** Replaces the stored copy of a checkpoint. */
export const cureCopy = (
  cluster: SimulatedCluster,
  of: Cured,
  copy: CopyContent,
): CommandEnvelope => cureOf(cluster, of, { targets: [], copies: [copy] });

/** The command of a cure of a node. */
export const cureOf = (
  { clusterState }: SimulatedCluster,
  { node, group, resource, checkpoint }: Cured,
  {
    targets,
    copies,
    changes = [],
  }: Readonly<{
    targets: readonly CureTarget[];
    copies: readonly CopyContent[];
    changes?: readonly RegistryChange[];
  }>,
): CommandEnvelope => {
  const cured: readonly CuredCopy[] = copies.map((copy) => ({ resource, checkpoint, copy }));
  const data: DataOf<NodeCommand, 'CureRegistry'> = {
    targets,
    changes,
    cure: { kind: 'revert', copies: cured },
    groups: [{ group, epoch: clusterState.openGroup(group)?.epoch ?? 0 }],
    after: clusterState.presentNode(node)?.curedAt ?? -1,
  };
  return { kind: 'node', id: node, command: { type: 'CureRegistry', data } };
};
