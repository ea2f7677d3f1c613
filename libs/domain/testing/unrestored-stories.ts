import {
  type OverUnrestored,
  type ResourceEvent,
  type RestoreFailure,
} from '../src/resource/events.js';
import {
  attempt,
  CHECKPOINT,
  checkpointed,
  NODE_A,
  online,
  onlinePending,
  resourceOpened,
} from './stories.js';

export const restoreFailed = (more: Partial<RestoreFailure> = {}): ResourceEvent => ({
  type: 'RegistryCheckpointRestoreFailed',
  data: {
    ...attempt(),
    checkpoint: CHECKPOINT,
    capture: 1,
    reason: 'winlogon holds it open',
    nodeRevision: 10,
    cause: 'held',
    holder: 'winlogon',
    ...more,
  },
});

/** Online on node A since revision 11. The restore that was tried at revision 10 is missing. */
export const unrestored: readonly ResourceEvent[] = [
  resourceOpened,
  ...checkpointed(),
  onlinePending(attempt(), 1),
  restoreFailed(),
  online(),
];

/** The mark of a capture that has the edits up to a revision of node A. */
export const over = (nodeRevision: number): OverUnrestored => ({
  restoreFailed: 'event',
  node: NODE_A,
  nodeRevision,
});
