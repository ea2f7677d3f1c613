import { ClusterError } from '#clusapi';
import { type KeyId, type NodeId, type ResourceId, type ClusterState } from '#domain';

import { executeCommand, type ExecutionContext, type ProcessServices } from './execute-command.js';
import { type StepCommand } from './step.js';

/** Carries out one step of a process. Returns the number of events that were written. */
export const executeStep = async (
  place: ProcessServices & Readonly<{ clusterState: ClusterState }>,
  step: StepCommand,
  context: ExecutionContext,
): Promise<number> => {
  if (step.copy !== undefined && !(await isCopied(place, step.copy, context)))
    return withoutCopy(place, step, context);
  const { events } = await executeCommand(place, step, context);
  if (step.copy !== undefined && isUnused(place.clusterState, step, step.copy.to))
    await executeCommand(
      place,
      { kind: 'key', id: step.copy.to, command: { type: 'EraseKey', data: {} } },
      context,
    );
  if (step.kind === 'key' && step.command.type === 'EraseKey')
    place.clusterState.sealedKeys.erased(step.id as never);
  return events.length;
};

/** Copies the sealed keys of a step; false if the source has been erased. */
const isCopied = async (
  place: ProcessServices,
  { from, to }: NonNullable<StepCommand['copy']>,
  context: ExecutionContext,
): Promise<boolean> => {
  try {
    await executeCommand(
      place,
      { kind: 'key', id: to, command: { type: 'CopyKey', data: { from } } },
      context,
    );
    return true;
  } catch (error) {
    if (error instanceof ClusterError && error.status === 'NTE_BAD_KEYSET') return false;
    throw error;
  }
};

/**
 * Handles a step whose keys were erased. A capture is abandoned, and the present container is
 * captured later. A restore is recorded as failed.
 */
const withoutCopy = async (
  place: ProcessServices & Readonly<{ clusterState: ClusterState }>,
  { id, command }: StepCommand,
  context: ExecutionContext,
): Promise<number> => {
  if (command.type !== 'RestoreKeyContainer') return 0;
  const { resource, checkpoint, capture, operation, epoch, deliberate = false } = command.data;
  const reason = `the keys of capture ${capture} were erased`;
  const type = deliberate ? 'RecordDeliberateRestoreFailure' : 'RecordRestoreFailure';
  const nodeRevision = place.clusterState.revision('node', id);
  const at = { operation, epoch, node: id as NodeId, nodeRevision };
  const data = { ...at, checkpoint, capture, reason, cause: 'key-erased' } as const;
  const failure = { type, data } as const;
  const { events } = await executeCommand(
    place,
    { kind: 'resource', id: resource, command: failure },
    context,
  );
  return events.length;
};

/** True if the capture of a copy was not recorded, so that no event refers to the copy. */
const isUnused = (
  clusterState: ClusterState,
  { kind, id, command }: StepCommand,
  copy: string,
): boolean => {
  if (kind !== 'resource' || command.type !== 'CaptureCrypto') return false;
  const state = clusterState.openResource(id as ResourceId);
  const known = state?.crypto.get(command.data.checkpoint);
  return known?.keys.includes(copy as KeyId) !== true;
};
