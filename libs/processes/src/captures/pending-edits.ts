import {
  chunkChanges,
  fitsOneEvent,
  keyAfter,
  type CheckpointId,
  type RegistryCheckpoint,
  type ResourceEvent,
  type UnrestoredCheckpoint,
  type ClusterState,
} from '#domain';
import { diffKeys, hashKey, type RegistryChange, type RegistryKey } from '#registry';

type CapturedData = Extract<ResourceEvent, { type: 'RegistryCheckpointCaptured' }>['data'];
type Merged = Pick<CapturedData, 'source' | 'changes' | 'hash' | 'overUnrestored'>;

/** True while a key whose restore is missing has uncaptured edits up to a revision of the node. */
export const hasPendingEdits = (
  clusterState: ClusterState,
  checkpoint: CheckpointId,
  nodeRevision: number,
): boolean =>
  clusterState.unrestored
    .get(checkpoint)
    ?.edits.some((edit) => edit.nodeRevision <= nodeRevision) !== false;

/**
 * The capture of pending edits of a key whose restore is missing, on top of the last capture;
 * undefined if the edits have no effect on the last capture.
 */
export const pendingEdits = (
  clusterState: ClusterState,
  checkpoint: RegistryCheckpoint,
): Merged | undefined => {
  const unrestored = clusterState.unrestored.get(checkpoint.id);
  const content = clusterState.content(checkpoint.id);
  if (unrestored === undefined || content?.number !== checkpoint.captures) return undefined;
  return content.key === 'unknown' ? undefined : mergedOf(checkpoint, unrestored, content.key);
};

const mergedOf = (
  { effectiveKey, captures, hash: before }: RegistryCheckpoint,
  unrestored: UnrestoredCheckpoint,
  content: RegistryKey | undefined,
): Merged | undefined => {
  const edits = unrestored.edits.flatMap(({ changes }) => changes);
  const after = keyAfter(content, edits, effectiveKey);
  if (hashKey(after) === before) return undefined;
  const isWhole = fitsOneEvent(edits);
  const changes = isWhole ? edits : firstPart(diffKeys(content, after, effectiveKey));
  const merged = keyAfter(content, changes, effectiveKey);
  const { failed, node } = unrestored;
  const nodeRevision =
    hashKey(merged) === hashKey(after) ? lastOf(unrestored) : beforeAll(unrestored);
  return {
    source: { capture: captures },
    changes,
    hash: hashKey(merged),
    overUnrestored: { restoreFailed: failed.eventId, node, nodeRevision },
  };
};

/** The longest first part of a list that fits one event. */
const firstPart = (changes: readonly RegistryChange[]): readonly RegistryChange[] =>
  chunkChanges(changes)[0] ?? [];

const lastOf = ({ edits }: UnrestoredCheckpoint): number => edits.at(-1)?.nodeRevision ?? -1;

/**
 * The revision of a part of a long list: before all edits. Only the last part counts as having
 * them.
 */
const beforeAll = ({ edits }: UnrestoredCheckpoint): number => (edits[0]?.nodeRevision ?? 0) - 1;
