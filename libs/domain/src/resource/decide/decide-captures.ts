import { ClusterError } from '#clusapi';

import { type CheckpointId } from '../../vocabulary/ids.js';
import { type DataOf } from '../../vocabulary/message.js';
import { capturedAt, needsLateCapture } from '../captured-at.js';
import { type ResourceCommand } from '../commands.js';
import { type NodeMoment, type ResourceEvent } from '../events.js';
import { type MissingRestore, type OpenResource, type RegistryCheckpoint } from '../state.js';
import { isUnrestored } from '../unrestored.js';

/**
 * Records a capture, but not of equal content, and never an absent key as the first one. Going
 * offline always records one if there is a key. If the restore of
 * the checkpoint is missing, only edits are captured, on top of the stored copy: an online interval
 * without an edit then ends without a capture.
 */
export const captureRegistry = (
  { operation, ...data }: DataOf<ResourceCommand, 'CaptureRegistry'>,
  state: OpenResource,
): readonly ResourceEvent[] => {
  const known = state.checkpoints.get(data.checkpoint);
  if (known === undefined) return [];
  if (known.captures === 0 && data.hash === known.hash) return [];
  const wanted =
    data.reason === 'going-offline'
      ? needsOfflineCapture(operation, known, state)
      : isNewContent(data, known, state) && isPending(data, known, state);
  return wanted ? [capturedOf(data, known)] : [];
};

const capturedOf = (
  data: Omit<DataOf<ResourceCommand, 'CaptureRegistry'>, 'operation'>,
  { captures }: RegistryCheckpoint,
): ResourceEvent => ({
  type: 'RegistryCheckpointCaptured',
  data: { ...data, number: captures + 1 },
});

/**
 * True if the way offline needs a capture: once for each checkpoint, unless its restore is missing.
 */
export const needsOfflineCapture = (
  operation: string | undefined,
  known: Readonly<{ id: CheckpointId }>,
  state: OpenResource,
): boolean =>
  state.state === 'OfflinePending' &&
  state.transition !== undefined &&
  state.transition.operation === operation &&
  state.transition.wasOnline &&
  !state.transition.done.has(known.id) &&
  !isUnrestored(known, state);

/** False for equal content, and for an earlier moment of the same node than the stored capture. */
const isNewContent = (
  data: DataOf<ResourceCommand, 'CaptureRegistry'>,
  known: RegistryCheckpoint,
  state: OpenResource,
): boolean => {
  const at = capturedAt(data);
  if (at === undefined) return false;
  const missing = state.onlineInterval?.unrestored.get(known.id);
  if (missing !== undefined) return isOverMissingRestore(data, known, { at, missing });
  if (data.overUnrestored !== undefined || data.hash === known.hash) return false;
  return at.node !== known.source.node || at.nodeRevision > known.source.nodeRevision;
};

/**
 * True for edits on top of the newest capture, and for the whole key after another resource
 * restored a checkpoint of the same key onto the node.
 */
const isOverMissingRestore = (
  { source, reason, hash }: DataOf<ResourceCommand, 'CaptureRegistry'>,
  known: RegistryCheckpoint,
  { at, missing }: Readonly<{ at: NodeMoment; missing: MissingRestore }>,
): boolean => {
  const { nodeRevision: since = -1 } = missing;
  if ('node' in source) return reason === 'clobbered' && at.nodeRevision > since;
  return source.capture === known.captures && hash !== known.hash && at.nodeRevision >= since;
};

/** Rule 2: a change while the resource is not online is never captured. */
const isPending = (
  data: DataOf<ResourceCommand, 'CaptureRegistry'>,
  known: RegistryCheckpoint,
  resource: OpenResource,
): boolean => {
  const { onlineInterval, state } = resource;
  const at = capturedAt(data);
  if (at === undefined || onlineInterval?.node !== at.node) return false;
  if (onlineInterval.closedAt === undefined)
    return state === 'Online' || state === 'OfflinePending';
  const isOpen = needsLateCapture(known, at) || isUnrestored(known, resource);
  return isOpen && at.nodeRevision <= onlineInterval.closedAt;
};

/**
 * The checkpoint whose stored copy a command replaces.
 *
 * @throws ClusterError ERROR_FILE_NOT_FOUND for an unknown checkpoint; ERROR_INVALID_STATE while
 *   the resource is pending
 */
export const requireReplaceable = <Known>(
  checkpoint: CheckpointId,
  all: ReadonlyMap<CheckpointId, Known>,
  { state }: OpenResource,
): Known => {
  const known = all.get(checkpoint);
  if (known === undefined)
    throw new ClusterError('ERROR_FILE_NOT_FOUND', `no such checkpoint: ${checkpoint}`);
  if (state === 'OnlinePending' || state === 'OfflinePending')
    throw new ClusterError('ERROR_INVALID_STATE', `the resource is ${state}`);
  return known;
};

/**
 * Refuses to replace the stored copy of a resource that is online: its live key is the truth, and
 * would be captured at once.
 *
 * @throws ClusterError ERROR_RESOURCE_ONLINE
 */
export const requireNotOnline = ({ state }: OpenResource): void => {
  if (state === 'Online')
    throw new ClusterError(
      'ERROR_RESOURCE_ONLINE',
      'the resource is online, and its live key is what counts: change the key on the node',
    );
};

/** The live key becomes the stored copy. From then on the key counts as restored. */
export const recaptureRegistry = (
  { checkpoint, ...taken }: DataOf<ResourceCommand, 'RecaptureRegistry'>,
  state: OpenResource,
): readonly ResourceEvent[] => {
  const known = requireReplaceable(checkpoint, state.checkpoints, state);
  if (taken.hash === known.hash && !isUnrestored(known, state)) return [];
  return [capturedOf({ checkpoint, reason: 'recaptured', ...taken }, known)];
};

/** An earlier capture becomes the stored copy. */
export const revertRegistryCopy = (
  { checkpoint, capture: number, hash, cure }: DataOf<ResourceCommand, 'RevertRegistryCopy'>,
  state: OpenResource,
): readonly ResourceEvent[] => {
  const known = requireReplaceable(checkpoint, state.checkpoints, state);
  if (number < 1 || number > known.captures)
    throw new ClusterError('ERROR_FILE_NOT_FOUND', `no such capture: ${number}`);
  if (cure !== undefined) requireNotOnline(state);
  if (hash === known.hash) return [];
  const reason = cure?.kind === 'backup' ? 'backup' : 'reverted';
  const data = { checkpoint, reason, source: { capture: number }, hash } as const;
  return [capturedOf({ ...data, ...(cure && { cure }) }, known)];
};
