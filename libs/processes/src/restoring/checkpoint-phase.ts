import {
  type CheckpointRef,
  type CryptoCheckpoint,
  type OpenResource,
  type RegistryCheckpoint,
  type Undoing,
} from '#domain';

import { captureKey } from '../captures/crypto-steps.js';
import { type StepCommand } from '../execution/step.js';
import { type NewerCheckpoint } from './newer-things.js';
import { isPending, stepsAlone, type Phase, type Planned } from './phase.js';
import { type Restoring } from './restored-things.js';

/** The fields by which captures and edits of a restore name it. */
export const undoingOf = ({ restore }: Pick<Restoring, 'restore'>): Undoing => ({
  kind: 'backup',
  since: restore.cut.event,
});

/** Deletes the checkpoints that are newer than the backup: one may have the key of another that returns. */
export const newerCheckpointPhase: Phase = ({ restore, present, newer }) =>
  stepsAlone(
    restore.newer === 'keep'
      ? []
      : newer.checkpoints.map(({ resource: id, checkpoint }) => {
          const state = present.openResource(id);
          return { kind: 'resource', id, command: deletionOf(state, checkpoint) };
        }),
  );

type Deletion = Extract<StepCommand, { kind: 'resource' }>['command'];

const deletionOf = (
  state: OpenResource | undefined,
  checkpoint: NewerCheckpoint['checkpoint'],
): Deletion => {
  const crypto = state?.crypto.get(checkpoint);
  if (crypto !== undefined) return { type: 'DeleteCryptoCheckpoint', data: { name: crypto } };
  const key = state?.checkpoints.get(checkpoint)?.key ?? '';
  return { type: 'DeleteRegistryCheckpoint', data: { key } };
};

/**
 * Brings back checkpoints that were deleted, and the stored copies of resources that are not online. A
 * resource on its way is waited for. The keys of a deleted checkpoint of a container were erased: it
 * does not come back. Captures belong to rule 5, which puts checkpoints into backups.
 */
export const checkpointPhase: Phase = (planned) => {
  const { present, things } = planned;
  const all = things.checkpoints.flatMap((ref) => {
    const step = copyStep(planned, ref);
    return step === undefined ? [] : [{ step, isLate: isPending(present, ref.resource) }];
  });
  return {
    steps: all.flatMap(({ step, isLate }) => (isLate ? [] : [{ ...step, rule: 'R5' } as const])),
    isWaiting: all.some(({ isLate }) => isLate),
  };
};

const copyStep = (planned: Planned, ref: CheckpointRef): StepCommand | undefined => {
  const { present, target } = planned;
  const [now, then] = [present, target.view].map((state) => state.openResource(ref.resource));
  if (now === undefined || then === undefined) return undefined;
  const [registry, crypto] = [
    then.checkpoints.get(ref.checkpoint),
    then.crypto.get(ref.checkpoint),
  ];
  if (registry !== undefined) return registryStep(planned, { ref, now }, registry);
  return crypto && cryptoStep(planned, { ref, now }, crypto);
};

type Found = Readonly<{ ref: CheckpointRef; now: OpenResource }>;

const registryStep = (
  planned: Planned,
  { ref: { resource: id, checkpoint }, now }: Found,
  { captures: capture, hash, key, view, effectiveKey }: RegistryCheckpoint,
): StepCommand | undefined => {
  const known = now.checkpoints.get(checkpoint);
  const cure = undoingOf(planned);
  if (known === undefined) {
    const copy = capture > 0 ? { capture, hash } : undefined;
    const data = { checkpoint, key, view, effectiveKey, copy, cure };
    return { kind: 'resource', id, command: { type: 'ReturnRegistryCheckpoint', data } };
  }
  if (capture === 0 || known.hash === hash || now.state === 'Online') return undefined;
  const data = { checkpoint, capture, hash, cure };
  return { kind: 'resource', id, command: { type: 'RevertRegistryCopy', data } };
};

const cryptoStep = (
  planned: Planned,
  { ref: { resource: id, checkpoint }, now }: Found,
  { captures: capture, fingerprint }: CryptoCheckpoint,
): StepCommand | undefined => {
  const known = now.crypto.get(checkpoint);
  if (known === undefined || known.fingerprint === fingerprint) return undefined;
  if (now.state === 'Online') return undefined;
  const from = known.keys[capture - 1] ?? null;
  const copy = from && { from, to: captureKey(checkpoint, known.captures + 1, fingerprint) };
  const { source } = known;
  const key = copy && { key: copy.to };
  const data = { checkpoint, source, fingerprint, ...key, cure: undoingOf(planned) };
  const command = { type: 'RevertCryptoCopy', data } as const;
  return { kind: 'resource', id, command, ...(copy && { copy }) };
};
