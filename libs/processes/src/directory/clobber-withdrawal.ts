import { type CheckpointId, type ClusterState } from '#domain';

import { isKind, type Process, type Step } from '../execution/step.js';

/**
 * Withdraws the later one, in the order of the log, of two checkpoints that exclude each other and
 * were added at the same time.
 */
export const clobberWithdrawal: Process = {
  name: 'clobber-withdrawal',
  affected: (domainEvent, clusterState) => {
    if (!isKind(domainEvent, 'resource') || domainEvent.event.type !== 'RegistryCheckpointAdded')
      return [];
    const { checkpoint } = domainEvent.event.data;
    return clusterState.denials.checkpoints.has(checkpoint) ? [checkpoint] : [];
  },
  all: ({ denials }) => denials.checkpoints.keys(),
  next: (clusterState, key) => withdrawal(clusterState, key as CheckpointId),
};

const withdrawal = (clusterState: ClusterState, checkpoint: CheckpointId): readonly Step[] => {
  const id = clusterState.denials.checkpoints.get(checkpoint);
  const state = id === undefined ? undefined : clusterState.resource(id);
  if (id === undefined || state?.status !== 'open' || !state.checkpoints.has(checkpoint)) return [];
  const command = { type: 'WithdrawRegistryCheckpoint', data: { checkpoint } } as const;
  const cause = clusterState.causes.of('added', checkpoint);
  return [{ kind: 'resource', id, rule: 'R6', command, cause }];
};
