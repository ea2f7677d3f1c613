import {
  chunkChanges,
  fitsOneEvent,
  type Attempt,
  type GroupId,
  type Pin,
  type PresentNode,
  type RegistryCheckpoint,
  type ResourceId,
} from '#domain';
import { diffKeys, findKey, hashKey, type RegistryKey } from '#registry';

import { stagedSet } from '../fold/staged-set.js';
import { type StepCommand } from '../execution/step.js';

/** The capture, the node and the operation of a restore. */
export type Restoring = Readonly<{
  id: ResourceId;
  group: GroupId;
  node: PresentNode;
  attempt: Attempt;
  pin: Pin;
  /** True if an operator asked for the restore. */
  deliberate?: true;
}>;

/**
 * The step that restores a capture. A difference that is too long for one event is staged first.
 */
export const restoreStep = (
  { id, group, node, attempt, pin, deliberate }: Restoring,
  { effectiveKey: key }: RegistryCheckpoint,
  content: RegistryKey | undefined,
): readonly StepCommand[] => {
  const { operation, epoch } = attempt;
  const from = { resource: id, ...pin, key, group, epoch, operation };
  const data = { ...from, content, ...(deliberate && { deliberate }) };
  const restore = (staged?: ReturnType<typeof stagedSet>): StepCommand => ({
    kind: 'node',
    id: attempt.node,
    command: { type: 'RestoreRegistry', data: { ...data, ...(staged && { staged }) } },
  });
  const before = findKey(node.registry, key);
  const changes = diffKeys(before, content, key);
  if (fitsOneEvent(changes)) return [restore()];
  const set = `${operation}/${pin.checkpoint}/${hashKey(before)}`;
  const parts = chunkChanges(changes);
  const stored = node.staged.get(set) ?? [];
  const missing = parts.flatMap((part, index): StepCommand[] =>
    stored[index] === undefined
      ? [
          {
            kind: 'node',
            id: attempt.node,
            command: { type: 'StageRegistryChanges', data: { set, index, changes: part } },
          },
        ]
      : [],
  );
  return missing.length > 0 ? missing : [restore(stagedSet(set, parts))];
};
