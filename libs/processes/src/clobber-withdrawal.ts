import { type CheckpointId, type World } from '#domain';

import { isKind, type Process, type Step } from './step.js';

/**
 * Of two checkpoints that exclude each other and were added at the same moment, the later one in the
 * order of the log goes again.
 */
export const clobberWithdrawal: Process = {
  name: 'clobber-withdrawal',
  affected: (fact, world) => {
    if (!isKind(fact, 'resource') || fact.event.type !== 'RegistryCheckpointAdded') return [];
    const { checkpoint } = fact.event.data;
    return world.denied.has(checkpoint) ? [checkpoint] : [];
  },
  all: ({ denied }) => denied.keys(),
  next: (world, key) => withdrawal(world, key as CheckpointId),
};

const withdrawal = (world: World, checkpoint: CheckpointId): readonly Step[] => {
  const id = world.denied.get(checkpoint);
  const state = id === undefined ? undefined : world.resource(id);
  if (id === undefined || state?.status !== 'open' || !state.checkpoints.has(checkpoint)) return [];
  const command = { type: 'WithdrawRegistryCheckpoint', data: { checkpoint } } as const;
  return [{ kind: 'resource', id, rule: 'R6', command }];
};
