import { streamName, type CheckpointRef, type NodeId } from '#domain';
import { isCaptured, isOwed, pendingCryptoSteps, touchedBy } from '#processes';
import { type RegistryChange } from '#registry';

import { type WaitCondition } from '../../execution/command-plan.js';
import { type RunningCluster } from '../../running-cluster.js';

/** The checkpoints of a cure, and changes of the node that touch all that it changed. */
export type Cured = Readonly<{
  node: NodeId | undefined;
  refs: readonly CheckpointRef[];
  changes: readonly RegistryChange[];
}>;

/** Holds once the stored copies are as the cure has promised, and all its changes are captured. */
export const whenCured = (
  { state, name }: RunningCluster,
  { node, refs, changes }: Cured,
): WaitCondition => {
  const nodeRevision = node === undefined ? -1 : state.revision('node', node);
  const touched = node === undefined ? [] : touchedBy(state, node, { changes });
  const resources = new Set([...refs, ...touched].map(({ resource }) => resource));
  return {
    streams: [...resources].map((resource) => streamName(name, 'resource', resource)),
    holds: () =>
      refs.every(({ checkpoint }) => !isOwed(state, checkpoint)) &&
      touched.every(
        (ref) => node === undefined || isCaptured(state, ref, { node, nodeRevision }),
      ) &&
      [...new Set(refs.map(({ resource }) => resource))].every(
        (resource) => pendingCryptoSteps(state, resource, 'following').length === 0,
      ),
  };
};
