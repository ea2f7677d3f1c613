import { type ContainerId, type CryptoCheckpoint, type KeyId, type Undoing } from '#domain';
import { uuidV5 } from '#event-store';

import { type Restoring } from './restore-step.js';
import { type StepCommand } from '../execution/step.js';

/** Restores a capture's keys into the container of that name on the node. */
export const restoreCryptoSteps = (
  restoring: Restoring,
  checkpoint: CryptoCheckpoint,
  provider: string | undefined,
): readonly StepCommand[] => {
  const { id, node, attempt, pin } = restoring;
  const rule = checkpoint.source.node === attempt.node ? 'R2' : 'R3';
  const done = node.restores.get(pin.checkpoint);
  if (done?.operation === attempt.operation && done.capture === pin.capture) {
    const data = { ...attempt, ...pin, nodeRevision: done.revision };
    return [{ kind: 'resource', id, rule, command: { type: 'RecordCryptoRestore', data } }];
  }
  const from = checkpoint.keys[pin.capture - 1];
  if (provider === undefined || from === undefined) {
    const reason = `provider type ${checkpoint.type} has no default on this node`;
    const failed = { nodeRevision: node.revision, cause: 'provider-missing' } as const;
    const data = { ...attempt, ...pin, reason, ...failed };
    return [{ kind: 'resource', id, rule, command: { type: 'RecordRestoreFailure', data } }];
  }
  const { fingerprint } = checkpoint;
  return [{ ...restoreKeys(restoring, checkpoint, { provider, from, fingerprint }), rule }];
};

/** The restore of a key container, and the cure that it belongs to. */
type RestoringKeys = Omit<Restoring, 'node'> & Readonly<{ cure?: Undoing | undefined }>;

/**
 * Copies sealed keys into the container of a checkpoint on a node. The capture of an absence
 * deletes the container.
 */
export const restoreKeys = (
  { id, group, attempt, pin, deliberate, cure }: RestoringKeys,
  { type, container: name }: CryptoCheckpoint,
  {
    provider,
    from,
    fingerprint,
  }: Readonly<{ provider: string; from: KeyId | null; fingerprint: string }>,
): StepCommand => {
  const { operation, epoch, node } = attempt;
  const place = { type, provider, name };
  const by = {
    ...{ resource: id, ...pin, group, epoch, operation },
    ...(deliberate && { deliberate }),
    ...(cure && { cure }),
  };
  if (from === null) {
    const data = { ...place, ...by };
    return { kind: 'node', id: node, command: { type: 'RestoreKeyContainerAbsence', data } };
  }
  const key = uuidV5(operation, `${pin.checkpoint} ${pin.capture} ${node}`) as KeyId;
  const container = uuidV5(key, 'container') as ContainerId;
  const data = { ...place, container, exportable: true, fingerprint, key, ...by };
  const command = { type: 'RestoreKeyContainer', data } as const;
  return { kind: 'node', id: node, copy: { from, to: key }, command };
};
