import {
  blockingHold,
  latest,
  type ClusterState,
  type NodeId,
  type Occurrence,
  type OpenResource,
} from '#domain';

import { caused } from '../execution/caused.js';
import { type Step, type StepCommand } from '../execution/step.js';

/** The resource that a step of a restore belongs to, and the last event of its attempt. */
type Attempted = Readonly<{
  clusterState: ClusterState;
  state: OpenResource;
  cause: Occurrence | undefined;
}>;

/**
 * Gives the steps of a restore their causes: the restore on the node for its record, the last part
 * for a staged restore, the hold for a failure, if that is later than the attempt's last event.
 */
export const restoreCaused = (
  attempted: Attempted,
  commands: readonly StepCommand[],
): readonly Step[] =>
  commands.map((command) => caused(command, latest(attempted.cause, causeOf(attempted, command))));

const causeOf = (
  { clusterState, state }: Attempted,
  { id, command }: StepCommand,
): Occurrence | undefined => {
  const { causes } = clusterState;
  switch (command.type) {
    case 'RecordRegistryRestore':
    case 'RecordCryptoRestore':
      return causes.of('restored', command.data.checkpoint);
    case 'RestoreRegistry': {
      const { staged } = command.data;
      return staged && causes.ofPart(id as NodeId, { staged: staged.set });
    }
    case 'RecordRestoreFailure': {
      const node = clusterState.presentNode(command.data.node);
      const known = state.checkpoints.get(command.data.checkpoint);
      const hold = node && known && blockingHold(known.effectiveKey, node);
      return hold && causes.ofPart(command.data.node, { held: hold.key });
    }
    default:
      return undefined;
  }
};
